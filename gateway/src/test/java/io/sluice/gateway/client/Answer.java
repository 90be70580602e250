package io.sluice.gateway.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What came back.
 *
 * @param invited whether {@code 100 Continue} came ahead of it
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares them
public record Answer(int status, List<Call.Field> fields, byte[] body, boolean invited) {
  public Answer {
    fields = List.copyOf(fields);
  }

  /** All values of a header, joined by commas; empty where there is none. */
  public String header(String name) {
    return String.join(
        ",",
        fields.stream()
            .filter(field -> field.name().equalsIgnoreCase(name))
            .map(Call.Field::value)
            .toList());
  }

  public boolean has(String name) {
    return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Xml xml() {
    return Xml.parse(body);
  }
}

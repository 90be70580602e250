package io.sluice.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The segments of a path that stand where its template has a {@code {name}}. */
public final class PathParameters {
  private final List<String> namesAndValues;

  PathParameters(List<String> namesAndValues) {
    this.namesAndValues = List.copyOf(namesAndValues);
  }

  /**
   * A segment as it was sent.
   *
   * @throws IllegalArgumentException if the template has no such name
   */
  public String raw(String name) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      if (namesAndValues.get(i).equals(name)) {
        return namesAndValues.get(i + 1);
      }
    }
    throw new IllegalArgumentException("the template has no {%s}".formatted(name));
  }

  /** A segment without its percent-encoding; empty if that is malformed, or not UTF-8 below it. */
  public Optional<String> decoded(String name) {
    return decode(raw(name));
  }

  /** Undoes percent-encoding (RFC 3986, section 2.1); a plus sign stays one. */
  static Optional<String> decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        if (i + 2 >= raw.length()) {
          return Optional.empty();
        }
        int high = Character.digit(raw.charAt(i + 1), 16);
        int low = Character.digit(raw.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        // one character of a path is one byte
        bytes.write(c);
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }
}

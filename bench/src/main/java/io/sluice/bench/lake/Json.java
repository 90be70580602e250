package io.sluice.bench.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.bench.s3.Payload;
import java.nio.charset.StandardCharsets;

/** The language of catalogs. */
final class Json {
  static final String HEADER = "Content-Type: application/json\r\n";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is not JSON", e);
    }
  }

  static Payload payload(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }
}

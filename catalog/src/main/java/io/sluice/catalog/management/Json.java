package io.sluice.catalog.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.exceptions.BadRequestException;

/** Reads and writes bodies of JSON; what is not of the expected type is refused by its name. */
final class Json {
  private static final int LONGEST = 1 << 20;
  private static final int MOST_ITEMS = 1_000;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The object that a request has as its body. */
  static JsonNode read(Exchange exchange) throws IOException {
    byte[] body = exchange.body().readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      throw new BadRequestException("a body has at most %d bytes", LONGEST);
    }
    return parse(body);
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException _) {
      // answered below, without what it says: it may quote a secret
    }
    throw new BadRequestException("the body must be a JSON object");
  }

  /** What was written before. */
  static JsonNode stored(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON cannot be read", e);
    }
  }

  static JsonNode object(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (!node.isObject()) {
      throw new BadRequestException("'%s' must be an object", name);
    }
    return node;
  }

  static String string(JsonNode in, String name) {
    return optionalString(in, name)
        .orElseThrow(() -> new BadRequestException("'%s' is required", name));
  }

  static Optional<String> optionalString(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw new BadRequestException("'%s' must be a string", name);
    }
    return Optional.of(node.textValue());
  }

  static OptionalInt optionalInt(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalInt.empty();
    }
    if (!node.isInt()) {
      throw new BadRequestException("'%s' must be an integer", name);
    }
    return OptionalInt.of(node.intValue());
  }

  static boolean flag(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (!node.isBoolean()) {
      throw new BadRequestException("'%s' must be true or false", name);
    }
    return node.booleanValue();
  }

  /** A list of strings; empty where there is none. */
  static List<String> strings(JsonNode in, String name) {
    JsonNode node = in.path(name);
    List<String> strings = new ArrayList<>();
    if (node.isMissingNode() || node.isNull()) {
      return strings;
    }
    if (!node.isArray() || node.size() > MOST_ITEMS) {
      throw new BadRequestException("'%s' must be a list of at most %d strings", name, MOST_ITEMS);
    }
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        throw new BadRequestException("'%s' must be a list of strings", name);
      }
      strings.add(item.textValue());
    }
    return strings;
  }

  /** An object whose values are strings; empty where there is none. */
  static Optional<Map<String, String>> properties(JsonNode in, String name) {
    JsonNode node = in.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      throw new BadRequestException("'%s' must be an object", name);
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      if (!property.getValue().isTextual()) {
        throw new BadRequestException("the values of '%s' must be strings", name);
      }
      properties.put(property.getKey(), property.getValue().textValue());
    }
    return Optional.of(properties);
  }

  static void put(ObjectNode in, String name, Map<String, String> properties) {
    ObjectNode node = in.putObject(name);
    properties.forEach(node::put);
  }

  static Response respond(int status, JsonNode body) {
    return respond(status, Headers.NONE, body);
  }

  static Response respond(int status, Headers further, JsonNode body) {
    Headers headers =
        Headers.builder()
            .add("Content-Type", "application/json")
            .add("Cache-Control", "no-store")
            .addAll(further)
            .build();
    try {
      return Response.of(status, headers, MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was built can be written", e);
    }
  }
}

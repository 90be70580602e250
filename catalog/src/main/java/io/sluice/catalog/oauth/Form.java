package io.sluice.catalog.oauth;

import io.sluice.http.Exchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A body of {@code application/x-www-form-urlencoded}; a field stands in it once. */
final class Form {
  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final int LONGEST = 64 << 10;

  private final Map<String, String> fields;

  private Form(Map<String, String> fields) {
    this.fields = fields;
  }

  static Form read(Exchange exchange) throws IOException {
    String type = exchange.headers().first("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(TYPE)) {
      throw invalid("the body must be " + TYPE);
    }
    byte[] body = exchange.body().readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      throw invalid("the body has more than %d bytes".formatted(LONGEST));
    }
    return parse(new String(body, StandardCharsets.UTF_8));
  }

  private static Form parse(String body) {
    Map<String, String> fields = new HashMap<>();
    for (String field : body.split("&", -1)) {
      int equals = field.indexOf('=');
      if (!field.isEmpty()) {
        String name = decode(equals < 0 ? field : field.substring(0, equals));
        String value = equals < 0 ? "" : decode(field.substring(equals + 1));
        // RFC 6749, section 3.2: without a value as if it were not there, and not twice
        if (!value.isEmpty() && fields.put(name, value) != null) {
          throw invalid("a parameter is there twice");
        }
      }
    }
    return new Form(fields);
  }

  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw invalid("malformed percent-encoding");
    }
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  private static TokenException invalid(String message) {
    return new TokenException(TokenException.Code.INVALID_REQUEST, message);
  }
}

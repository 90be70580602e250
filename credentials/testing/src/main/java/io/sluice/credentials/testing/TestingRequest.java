package io.sluice.credentials.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came.
 *
 * @param headers by lower-case name
 */
public record TestingRequest(
    String method, String target, Map<String, String> headers, String body) {

  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The fields of a form, be it the body or the query. */
  public Map<String, String> form() {
    Map<String, String> fields = new TreeMap<>();
    int query = target.indexOf('?');
    String form = body.isEmpty() && query >= 0 ? target.substring(query + 1) : body;
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  /** The access key that signed it; null where it is not signed. */
  public @Nullable String accessKey() {
    String authorization = header("authorization");
    if (authorization == null || !authorization.contains("Credential=")) {
      return null;
    }
    String credential = authorization.substring(authorization.indexOf("Credential=") + 11);
    return credential.substring(0, credential.indexOf('/'));
  }

  /** The region it was signed for; null where it is not signed. */
  public @Nullable String signedRegion() {
    String authorization = header("authorization");
    return accessKey() == null || authorization == null
        ? null
        : authorization.substring(authorization.indexOf("Credential=")).split("/", -1)[2];
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}

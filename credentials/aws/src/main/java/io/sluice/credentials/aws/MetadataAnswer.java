package io.sluice.credentials.aws;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Origin;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;

/** Credentials in JSON, as the container endpoint and the instance metadata service send them. */
final class MetadataAnswer {
  private static final int OK = 200;

  /** Its errors do not quote what they could not read. */
  private static final JsonNodeParser PARSER =
      JsonNodeParser.builder().removeErrorLocations(true).build();

  private MetadataAnswer() {}

  static Issued<AwsCredentials> read(HttpAnswer http, Origin origin) {
    Map<String, JsonNode> fields = fields(http, origin);
    String code = text(fields, "Code");
    if (http.status() != OK || (code != null && !code.equals("Success"))) {
      throw refused(http, origin, fields);
    }
    String accessKeyId = required(fields, "AccessKeyId", origin);
    String secretAccessKey = required(fields, "SecretAccessKey", origin);
    String token = text(fields, "Token");
    String expiration = text(fields, "Expiration");
    Instant expiresAt = expiration == null ? null : time(expiration, origin);
    AwsCredentials credentials =
        token == null
            ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
            : AwsSessionCredentials.builder()
                .accessKeyId(accessKeyId)
                .secretAccessKey(secretAccessKey)
                .sessionToken(token)
                .accountId(text(fields, "AccountId"))
                .expirationTime(expiresAt)
                .build();
    return new Issued<>(credentials, expiresAt, http.date(), origin);
  }

  private static Map<String, JsonNode> fields(HttpAnswer http, Origin origin) {
    try {
      JsonNode node = PARSER.parse(http.body());
      return node.isObject() ? node.asObject() : Map.of();
    } catch (RuntimeException garbage) { // of a class of its own in each version of the SDK
      if (http.status() != OK) {
        return Map.of();
      }
      throw new CredentialException(
          CredentialError.MALFORMED,
          "%s: answered 200 with %d characters that are not JSON"
              .formatted(origin, http.body().length()));
    }
  }

  private static CredentialException refused(
      HttpAnswer http, Origin origin, Map<String, JsonNode> fields) {
    String code = text(fields, "Code");
    String reason = text(fields, "code");
    String message = text(fields, "Message");
    String lowerMessage = text(fields, "message");
    CredentialError error =
        http.status() == OK ? CredentialError.ISSUER_FAILED : HttpCalls.errorOf(http.status());
    return new CredentialException(
        error,
        "%s: answered %d %s: %s"
            .formatted(
                origin,
                http.status(),
                code != null ? code : reason != null ? reason : "no code",
                message != null ? message : lowerMessage != null ? lowerMessage : "no message"),
        http.retryAfter(),
        null);
  }

  private static Instant time(String text, Origin origin) {
    try {
      return Instant.parse(text.replaceFirst("\\+0000$", "Z"));
    } catch (DateTimeParseException unreadable) {
      throw new CredentialException(
          CredentialError.MALFORMED, origin + ": the Expiration in the answer is no time");
    }
  }

  private static String required(Map<String, JsonNode> fields, String name, Origin origin) {
    String value = text(fields, name);
    if (value == null) {
      throw new CredentialException(
          CredentialError.MALFORMED, origin + ": the answer has no " + name);
    }
    return value;
  }

  private static @Nullable String text(Map<String, JsonNode> fields, String name) {
    JsonNode node = fields.get(name);
    return node == null || !node.isString() || node.text().isBlank() ? null : node.text();
  }
}

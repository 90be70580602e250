package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.http.Exchange;
import io.sluice.protocol.RequestToken;
import io.sluice.protocol.sign.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads SigV4 signatures, in the Authorization header and in presigned URLs.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html">
 * authenticating requests (AWS Signature Version 4)</a>.
 */
final class SigV4Reader {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final int COMPONENTS = 3;
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);
  private static final List<String> QUERY_PARAMETERS =
      List.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Signature",
          "X-Amz-Date",
          "X-Amz-SignedHeaders",
          "X-Amz-Expires");

  private final String region;
  private final Clock clock;

  SigV4Reader(String region, Clock clock) {
    this.region = region;
    this.clock = clock;
  }

  /** What both forms state, before anything is checked against anything else. */
  private record Stated(
      Credential credential,
      List<String> signedHeaders,
      String signature,
      String timestamp,
      String sessionToken) {}

  Signature readHeader(Exchange exchange, Query query, String header) {
    Stated stated = stated(exchange, header, credential -> credential.check(region));
    @Nullable String payload = exchange.headers().first("x-amz-content-sha256");
    if (payload == null) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Missing required header for this request: x-amz-content-sha256");
    }
    return signature(exchange, query, stated, payload, PayloadMode.of(payload), null);
  }

  /** Reads the signature of a request to the security token service, which covers all its body. */
  Signature readSts(Exchange exchange, Query query, String header, byte[] body) {
    Stated stated = stated(exchange, header, Credential::checkSts);
    String payload = CanonicalRequest.sha256(body);
    return signature(exchange, query, stated, payload, PayloadMode.of(payload), null);
  }

  private Stated stated(Exchange exchange, String header, Consumer<Credential> check) {
    Map<String, String> components = components(header.substring(ALGORITHM.length()));
    String scope = required(components, "Credential");
    String signedHeaders = required(components, "SignedHeaders");
    String signature = required(components, "Signature");
    Credential credential = Credential.ofHeader(scope);
    check.accept(credential);
    Instant signedAt = RequestTime.ofHeaders(exchange.headers());
    String timestamp = Timestamp.format(signedAt);
    if (!timestamp.startsWith(credential.date())) {
      throw credential.malformed("Invalid credential date. Date is not the same as X-Amz-Date.");
    }
    RequestTime.requireNotSkewed(signedAt, exchange.headers(), clock);
    String token = Optional.ofNullable(exchange.headers().first("x-amz-security-token")).orElse("");
    return new Stated(credential, names(signedHeaders), signature, timestamp, token);
  }

  private static Map<String, String> components(String text) {
    String[] all = text.split(",", -1);
    if (all.length != COMPONENTS) {
      throw malformedHeader(
          "the authorization header requires three components: Credential, SignedHeaders, and"
              + " Signature.");
    }
    Map<String, String> components = new HashMap<>();
    for (String component : all) {
      String stripped = component.strip();
      int equals = stripped.indexOf('=');
      if (equals <= 0) {
        throw malformedHeader(
            "the authorization component \"%s\" is malformed.".formatted(stripped));
      }
      components.put(stripped.substring(0, equals), stripped.substring(equals + 1));
    }
    return components;
  }

  private static String required(Map<String, String> components, String name) {
    String value = components.get(name);
    if (value == null || value.isEmpty()) {
      throw malformedHeader("missing " + name + ".");
    }
    return value;
  }

  private static S3Exception malformedHeader(String message) {
    return new S3Exception(
        S3Error.AUTHORIZATION_HEADER_MALFORMED,
        "The authorization header is malformed; " + message);
  }

  Signature readQuery(Exchange exchange, Query query) {
    if (QUERY_PARAMETERS.stream().anyMatch(name -> value(query, name).isEmpty())) {
      throw malformedQuery(
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
              + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires"
              + " parameters.");
    }
    if (!value(query, "X-Amz-Algorithm").equals(ALGORITHM)) {
      throw malformedQuery(
          "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
    }
    Credential credential = Credential.ofQuery(value(query, "X-Amz-Credential"));
    credential.check(region);
    String timestamp = value(query, "X-Amz-Date");
    Instant signedAt =
        Timestamp.parse(timestamp)
            .orElseThrow(
                () ->
                    malformedQuery(
                        "X-Amz-Date must be in the ISO8601 Long Format"
                            + " \"yyyyMMdd'T'HHmmss'Z'\""));
    if (!timestamp.startsWith(credential.date())) {
      throw credential.malformed(
          "Invalid credential date \"%s\". This date is not the same as X-Amz-Date: \"%s\"."
              .formatted(credential.date(), timestamp.substring(0, 8)));
    }
    requireValid(signedAt, expires(value(query, "X-Amz-Expires")), value(query, "X-Amz-Expires"));
    @Nullable String hash = exchange.headers().first("x-amz-content-sha256");
    String payload =
        Optional.ofNullable(query.first("X-Amz-Content-Sha256"))
            .or(() -> Optional.ofNullable(hash))
            .orElse("UNSIGNED-PAYLOAD");
    PayloadMode mode = PayloadMode.of(payload);
    Stated stated =
        new Stated(
            credential,
            names(value(query, "X-Amz-SignedHeaders")),
            value(query, "X-Amz-Signature"),
            timestamp,
            query.get("X-Amz-Security-Token").orElse(""));
    return signature(exchange, query, stated, payload, mode, "X-Amz-Signature");
  }

  private static String value(Query query, String name) {
    return query.get(name).orElse("");
  }

  private static Duration expires(String text) {
    long seconds;
    try {
      seconds = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw malformedQuery("X-Amz-Expires should be a number");
    }
    if (seconds < 0) {
      throw malformedQuery("X-Amz-Expires must be non-negative");
    }
    if (seconds > LONGEST_VALIDITY.toSeconds()) {
      throw malformedQuery(
          "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires"
              + " must be less than 604800 seconds");
    }
    return Duration.ofSeconds(seconds);
  }

  private void requireValid(Instant signedAt, Duration validity, String stated) {
    Instant now = clock.instant();
    if (signedAt.isAfter(now.plus(RequestTime.SKEW))) {
      throw new S3Exception(S3Error.ACCESS_DENIED, "Request is not valid yet.")
          .with("ServerTime", RequestTime.iso(now));
    }
    if (now.isAfter(signedAt.plus(validity))) {
      throw new S3Exception(S3Error.ACCESS_DENIED, "Request has expired.")
          .with("X-Amz-Expires", stated)
          .with("Expires", RequestTime.iso(signedAt.plus(validity)))
          .with("ServerTime", RequestTime.iso(now));
    }
  }

  private static S3Exception malformedQuery(String message) {
    return new S3Exception(S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
  }

  private static List<String> names(String signedHeaders) {
    return List.of(signedHeaders.split(";", -1));
  }

  private static Signature signature(
      Exchange exchange,
      Query query,
      Stated stated,
      String payload,
      PayloadMode mode,
      @Nullable String ignoredParameter) {
    List<String> unsigned = CanonicalRequest.unsigned(exchange, stated.signedHeaders());
    if (!unsigned.isEmpty()) {
      throw new S3Exception(
              S3Error.ACCESS_DENIED,
              "There were headers present in the request which were not signed")
          .with("HeadersNotSigned", String.join(", ", unsigned));
    }
    String canonical =
        CanonicalRequest.of(exchange, query, stated.signedHeaders(), payload, ignoredParameter);
    Credential credential = stated.credential();
    RequestToken token =
        RequestToken.newBuilder()
            .setScheme(RequestToken.Scheme.SIGV4)
            .setAccessKeyId(credential.accessKeyId())
            .setDate(credential.date())
            .setRegion(credential.region())
            .setService(credential.service())
            .setSessionToken(stated.sessionToken())
            .setSignature(stated.signature())
            .setStringToSign(
                String.join(
                    "\n",
                    ALGORITHM,
                    stated.timestamp(),
                    credential.scope(),
                    CanonicalRequest.sha256(canonical)))
            .build();
    return new Signature(token, canonical, mode, stated.timestamp());
  }
}

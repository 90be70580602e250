package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.Target;
import io.sluice.gateway.request.UriCoding;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.protocol.RequestToken;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads SigV2 signatures, in the Authorization header and in presigned URLs. They say nothing of
 * the body.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">signing and
 * authenticating REST requests (AWS signature version 2)</a>.
 */
final class SigV2Reader {
  /** The parameters of a query that the signature covers. */
  private static final Set<String> COVERED =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "attributes",
          "cors",
          "delete",
          "encryption",
          "inventory",
          "legal-hold",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "partNumber",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "replication",
          "requestPayment",
          "response-cache-control",
          "response-content-disposition",
          "response-content-encoding",
          "response-content-language",
          "response-content-type",
          "response-expires",
          "restore",
          "retention",
          "select",
          "select-type",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "versionId",
          "versioning",
          "versions",
          "website");

  private final Clock clock;

  SigV2Reader(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads the header.
   *
   * @param credentials what stands behind the scheme: {@code AccessKeyId:Signature}
   */
  Signature readHeader(Exchange exchange, Target target, Query query, String credentials) {
    int colon = credentials.lastIndexOf(':');
    if (colon <= 0 || colon == credentials.length() - 1) {
      throw S3Exception.invalidArgument(
          "Authorization",
          "AWS",
          "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature");
    }
    Headers headers = exchange.headers();
    Instant signedAt = RequestTime.ofHeaders(headers);
    RequestTime.requireNotSkewed(signedAt, headers, clock);
    // the date is among Amazon's headers then
    String date = headers.contains("x-amz-date") ? "" : value(headers, "date");
    String sessionToken = value(headers, "x-amz-security-token");
    return signature(
        exchange,
        credentials.substring(0, colon).strip(),
        credentials.substring(colon + 1).strip(),
        sessionToken,
        stringToSign(exchange, target, query, date));
  }

  Signature readQuery(Exchange exchange, Target target, Query query) {
    String accessKeyId = query.get("AWSAccessKeyId").orElse("");
    String signature = query.get("Signature").orElse("");
    String expires = query.get("Expires").orElse("");
    Optional<Instant> until = expiry(expires);
    if (until.isEmpty() || accessKeyId.isEmpty() || signature.isEmpty()) {
      throw new S3Exception(
          S3Error.ACCESS_DENIED,
          "Query-string authentication requires the Signature, Expires and AWSAccessKeyId"
              + " parameters");
    }
    Instant now = clock.instant();
    if (now.isAfter(until.get())) {
      throw new S3Exception(S3Error.ACCESS_DENIED, "Request has expired.")
          .with("Expires", RequestTime.iso(until.get()))
          .with("ServerTime", RequestTime.iso(now));
    }
    return signature(
        exchange,
        accessKeyId,
        signature,
        query.get("x-amz-security-token").orElse(""),
        stringToSign(exchange, target, query, expires));
  }

  private static Optional<Instant> expiry(String seconds) {
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Signature signature(
      Exchange exchange,
      String accessKeyId,
      String signature,
      String sessionToken,
      String stringToSign) {
    return new Signature(
        RequestToken.newBuilder()
            .setScheme(RequestToken.Scheme.SIGV2)
            .setAccessKeyId(accessKeyId)
            .setSignature(signature)
            .setSessionToken(sessionToken)
            .setStringToSign(stringToSign)
            .build(),
        "",
        PayloadMode.withoutChunkSignatures(exchange.headers()),
        "");
  }

  private static String stringToSign(Exchange exchange, Target target, Query query, String date) {
    Headers headers = exchange.headers();
    StringBuilder text = new StringBuilder();
    text.append(exchange.method()).append('\n');
    text.append(value(headers, "content-md5")).append('\n');
    text.append(value(headers, "content-type")).append('\n');
    text.append(date).append('\n');
    appendAmazonHeaders(text, headers);
    if (target.virtualHost()) {
      text.append('/').append(target.bucket());
    }
    text.append(exchange.path());
    appendParameters(text, query);
    return text.toString();
  }

  private static void appendAmazonHeaders(StringBuilder text, Headers headers) {
    Map<String, String> amazon = new TreeMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-")) {
        amazon.merge(name, text(headers.value(i)).strip(), (one, other) -> one + "," + other);
      }
    }
    amazon.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
  }

  private static void appendParameters(StringBuilder text, Query query) {
    List<Query.Parameter> covered = new ArrayList<>();
    for (Query.Parameter parameter : query.parameters()) {
      if (COVERED.contains(parameter.name())) {
        covered.add(parameter);
      }
    }
    covered.sort(Comparator.comparing(Query.Parameter::name));
    for (int i = 0; i < covered.size(); i++) {
      Query.Parameter parameter = covered.get(i);
      text.append(i == 0 ? '?' : '&').append(parameter.name());
      if (parameter.hasEqualsSign()) {
        text.append('=').append(parameter.value());
      }
    }
  }

  private static String value(Headers headers, String name) {
    @Nullable String value = headers.first(name);
    return value == null ? "" : text(value);
  }

  /** The text that the bytes of a header are; it is signed as UTF-8. */
  private static String text(String value) {
    return UriCoding.utf8(value.getBytes(StandardCharsets.ISO_8859_1)).orElse(value);
  }
}

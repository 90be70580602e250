package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.UriCoding;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of a request, which its SigV4 signature covers. Each of its characters is one
 * byte, as in headers.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html#canonical-request">
 * the canonical request of Amazon S3</a>: the path is not normalised, and encoded once.
 */
final class CanonicalRequest {
  private CanonicalRequest() {}

  /**
   * Builds it.
   *
   * @param signedHeaders in the order in which they were signed
   * @param ignoredParameter of the query, which is not covered; null for none
   */
  static String of(
      Exchange exchange,
      Query query,
      List<String> signedHeaders,
      String payload,
      @Nullable String ignoredParameter) {
    StringBuilder text = new StringBuilder(512);
    text.append(exchange.method()).append('\n');
    byte[] path =
        UriCoding.decode(exchange.path()).orElseThrow(() -> new S3Exception(S3Error.INVALID_URI));
    text.append(UriCoding.encode(path, true)).append('\n');
    appendQuery(text, query, ignoredParameter);
    text.append('\n');
    for (String name : signedHeaders) {
      text.append(name).append(':');
      appendValues(text, exchange, name);
      text.append('\n');
    }
    text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payload);
    return text.toString();
  }

  private static void appendQuery(
      StringBuilder text, Query query, @Nullable String ignoredParameter) {
    List<Query.Parameter> encoded = new ArrayList<>(query.parameters().size());
    for (Query.Parameter parameter : query.parameters()) {
      if (!parameter.name().equals(ignoredParameter)) {
        encoded.add(new Query.Parameter(encode(parameter.name()), encode(parameter.value()), true));
      }
    }
    encoded.sort(Comparator.comparing(Query.Parameter::name).thenComparing(Query.Parameter::value));
    for (int i = 0; i < encoded.size(); i++) {
      text.append(i == 0 ? "" : "&")
          .append(encoded.get(i).name())
          .append('=')
          .append(encoded.get(i).value());
    }
  }

  private static String encode(String text) {
    return UriCoding.encode(text.getBytes(StandardCharsets.UTF_8), false);
  }

  private static void appendValues(StringBuilder text, Exchange exchange, String name) {
    if (name.equals("host")) {
      text.append(exchange.authority());
      return;
    }
    Headers headers = exchange.headers();
    boolean first = true;
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i).equalsIgnoreCase(name)) {
        if (!first) {
          text.append(',');
        }
        appendCollapsed(text, headers.value(i));
        first = false;
      }
    }
  }

  private static void appendCollapsed(StringBuilder text, String value) {
    String trimmed = value.strip();
    boolean space = false;
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      if (c == ' ' || c == '\t') {
        space = true;
        continue;
      }
      if (space) {
        text.append(' ');
        space = false;
      }
      text.append(c);
    }
  }

  /** The headers that have to be signed and are not: the host, and all of Amazon's own. */
  static List<String> unsigned(Exchange exchange, List<String> signedHeaders) {
    List<String> missing = new ArrayList<>();
    if (!signedHeaders.contains("host")) {
      missing.add("host");
    }
    Headers headers = exchange.headers();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-") && !signedHeaders.contains(name) && !missing.contains(name)) {
        missing.add(name);
      }
    }
    return missing;
  }

  static String sha256(String canonicalRequest) {
    return sha256(canonicalRequest.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

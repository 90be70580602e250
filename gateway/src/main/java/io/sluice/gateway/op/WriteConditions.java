package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.WriteCondition;
import java.util.Optional;

/**
 * The conditions of a write: S3 knows {@code If-None-Match: *} and {@code If-Match}, and not both
 * at once. The others are refused, as at Amazon: whoever sends one relies on it.
 */
final class WriteConditions {
  private WriteConditions() {}

  static WriteCondition of(S3Request request) {
    refuse(request, "if-modified-since", "if-unmodified-since");
    Optional<String> ifNoneMatch = request.header("if-none-match");
    Optional<String> ifMatch = request.header("if-match");
    if (ifNoneMatch.isPresent() && (ifMatch.isPresent() || !ifNoneMatch.get().equals("*"))) {
      throw S3Exception.notImplemented("If-None-Match");
    }
    return WriteCondition.newBuilder()
        .setAbsent(ifNoneMatch.isPresent())
        .setIfMatch(ifMatch.map(WriteConditions::required).orElse(""))
        .build();
  }

  /**
   * An ETag as the manager is told of it, to whom an empty one means that nothing is required. One
   * that a client sent empty is a requirement that nothing meets.
   */
  static String required(String etag) {
    return etag.isBlank() ? "\"\"" : etag;
  }

  /** The one condition of a deletion: an ETag, or empty for none. */
  static String ofDeletion(S3Request request) {
    refuse(
        request,
        "if-none-match",
        "if-modified-since",
        "if-unmodified-since",
        "x-amz-if-match-size",
        "x-amz-if-match-last-modified-time");
    return request.header("if-match").map(WriteConditions::required).orElse("");
  }

  private static void refuse(S3Request request, String... headers) {
    for (String header : headers) {
      if (request.headers().contains(header)) {
        throw S3Exception.notImplemented(header);
      }
    }
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.WriteCondition;
import java.util.Optional;

/**
 * The conditions of a write: S3 knows {@code If-None-Match: *} and {@code If-Match}, and not both
 * at once.
 */
final class WriteConditions {
  private WriteConditions() {}

  static WriteCondition of(S3Request request) {
    Optional<String> ifNoneMatch = request.header("if-none-match");
    Optional<String> ifMatch = request.header("if-match");
    if (ifNoneMatch.isPresent() && (ifMatch.isPresent() || !ifNoneMatch.get().equals("*"))) {
      throw S3Exception.notImplemented("If-None-Match");
    }
    return WriteCondition.newBuilder()
        .setAbsent(ifNoneMatch.isPresent())
        .setIfMatch(ifMatch.orElse(""))
        .build();
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import java.util.Locale;
import java.util.Set;

/**
 * Access control lists are not used, as in buckets of Amazon's whose owner is enforced: policies
 * decide.
 */
final class AccessControlLists {
  private static final Set<String> WITHOUT_EFFECT = Set.of("private", "bucket-owner-full-control");

  private AccessControlLists() {}

  static void requireNone(S3Request request) {
    request
        .header("x-amz-acl")
        .filter(acl -> !WITHOUT_EFFECT.contains(acl))
        .ifPresent(
            _ -> {
              throw new S3Exception(S3Error.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
            });
    Headers headers = request.headers();
    for (int i = 0; i < headers.size(); i++) {
      if (headers.name(i).toLowerCase(Locale.ROOT).startsWith("x-amz-grant-")) {
        throw new S3Exception(S3Error.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
      }
    }
  }
}

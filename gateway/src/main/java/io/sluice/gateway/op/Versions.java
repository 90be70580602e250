package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.client.ManagerClient;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions of objects, of which there is the one that every object has: {@code null}. */
final class Versions {
  static final String ONLY = "null";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._]{32}");

  private Versions() {}

  /**
   * Requires that the request names no version but the one there is.
   *
   * @throws S3Exception InvalidArgument, or NoSuchVersion to those that may know
   */
  static void require(S3Request request, ManagerClient manager) {
    @Nullable String version = request.query().first("versionId");
    if (version == null || version.equals(ONLY)) {
      return;
    }
    requireForm(version);
    manager.execute(
        request
            .call()
            .setGetObject(
                GetObjectRequest.newBuilder()
                    .setBucket(request.bucket())
                    .setKey(request.key())
                    .setPurpose(GetObjectRequest.Purpose.HEAD))
            .build());
    throw missing(request.target().key(), version);
  }

  static void requireForm(String version) {
    if (!FORM.matcher(version).matches()) {
      throw S3Exception.invalidArgument("versionId", version, "Invalid version id specified");
    }
  }

  static S3Exception missing(String key, String version) {
    return new S3Exception(S3Error.NO_SUCH_VERSION).with("Key", key).with("VersionId", version);
  }
}

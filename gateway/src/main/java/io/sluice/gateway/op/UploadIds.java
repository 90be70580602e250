package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;

/** Which upload a request is about. */
final class UploadIds {
  private UploadIds() {}

  /**
   * The id as it was sent; whether there is such an upload, the manager knows.
   *
   * @throws S3Exception NoSuchUpload if it is empty, which to the manager means no upload at all
   */
  static String of(S3Request request) {
    String id = request.query().get("uploadId").orElse("");
    if (id.isEmpty()) {
      throw new S3Exception(S3Error.NO_SUCH_UPLOAD).with("UploadId", id);
    }
    return id;
  }
}

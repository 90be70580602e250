package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.AbortUploadRequest;
import io.sluice.protocol.client.ManagerClient;

/** Ends an upload without an object. */
public final class AbortMultipartUpload implements S3Operation {
  private final ManagerClient manager;

  public AbortMultipartUpload(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    manager.execute(
        request
            .call()
            .setAbortUpload(
                AbortUploadRequest.newBuilder()
                    .setBucket(request.bucket())
                    .setKey(request.key())
                    .setUploadId(UploadIds.of(request)))
            .build());
    return Replies.empty(204);
  }
}

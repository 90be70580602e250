package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.DeleteBucketRequest;
import io.sluice.protocol.client.ManagerClient;

/** Deletes an empty bucket. */
public final class DeleteBucket implements S3Operation {
  private final ManagerClient manager;

  public DeleteBucket(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    manager.execute(
        request
            .call()
            .setDeleteBucket(DeleteBucketRequest.newBuilder().setBucket(request.bucket()))
            .build());
    return Replies.empty(204);
  }
}

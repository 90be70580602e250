package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.DeleteBucketPolicyRequest;
import io.sluice.protocol.client.ManagerClient;

/** Takes the policy of a bucket away. */
public final class DeleteBucketPolicy implements S3Operation {
  private final ManagerClient manager;

  public DeleteBucketPolicy(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    manager.execute(
        request
            .call()
            .setDeleteBucketPolicy(
                DeleteBucketPolicyRequest.newBuilder().setBucket(request.bucket()))
            .build());
    return Replies.empty(204);
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.SetObjectTagsRequest;
import io.sluice.protocol.client.ManagerClient;

/** Takes all tags from an object. */
public final class DeleteObjectTagging implements S3Operation {
  private final ManagerClient manager;

  public DeleteObjectTagging(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) {
    Versions.require(request, manager);
    manager.execute(
        request
            .call()
            .setSetObjectTags(
                SetObjectTagsRequest.newBuilder()
                    .setBucket(request.bucket())
                    .setKey(request.key())
                    .setDeletion(true))
            .build());
    return Replies.empty(204);
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.DeleteObjectRequest;
import io.sluice.protocol.client.ManagerClient;

/** Deletes an object; one that is not there is deleted already. */
public final class DeleteObject implements S3Operation {
  private final ManagerClient manager;

  public DeleteObject(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) {
    String ifMatch = WriteConditions.ofDeletion(request);
    Versions.require(request, manager);
    manager.execute(
        request
            .call()
            .setDeleteObject(
                DeleteObjectRequest.newBuilder()
                    .setBucket(request.bucket())
                    .setKey(request.key())
                    .setIfMatch(ifMatch))
            .build());
    return Replies.empty(204);
  }
}

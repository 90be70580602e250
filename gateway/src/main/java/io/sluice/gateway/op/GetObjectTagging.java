package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.GetObjectRequest.Purpose;
import io.sluice.protocol.client.ManagerClient;

/** Tells the tags of an object. */
public final class GetObjectTagging implements S3Operation {
  private final ManagerClient manager;

  public GetObjectTagging(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) {
    Versions.require(request, manager);
    return Replies.xml(
        Tags.write(
            manager
                .execute(
                    request
                        .call()
                        .setGetObject(
                            GetObjectRequest.newBuilder()
                                .setBucket(request.bucket())
                                .setKey(request.key())
                                .setPurpose(Purpose.TAGS))
                        .build())
                .getObject()
                .getInfo()
                .getHeaders()
                .getTagsList()));
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.body.SmallBodies;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.ObjectHeaders.Tag;
import io.sluice.protocol.SetObjectTagsRequest;
import io.sluice.protocol.client.ManagerClient;
import java.io.IOException;
import java.util.List;

/** Gives an object tags in place of those it has. */
public final class PutObjectTagging implements S3Operation {
  private static final int LONGEST_DOCUMENT = 64 << 10;

  private final ManagerClient manager;
  private final SmallBodies bodies;

  public PutObjectTagging(ManagerClient manager, SmallBodies bodies) {
    this.manager = manager;
    this.bodies = bodies;
  }

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    List<Tag> tags = Tags.read(bodies.read(request, "s3:PutObjectTagging", LONGEST_DOCUMENT));
    Versions.require(request, manager);
    manager.execute(
        request
            .call()
            .setSetObjectTags(
                SetObjectTagsRequest.newBuilder()
                    .setBucket(request.bucket())
                    .setKey(request.key())
                    .addAllTags(tags))
            .build());
    return Replies.empty(200);
  }
}

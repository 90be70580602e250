package io.sluice.gateway.op;

import io.sluice.gateway.body.SmallBodies;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.PutBucketPolicyRequest;
import io.sluice.protocol.client.ManagerClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Gives a bucket a policy, in place of any other. */
public final class PutBucketPolicy implements S3Operation {
  private static final int LONGEST = 80 << 10;

  private final ManagerClient manager;
  private final SmallBodies bodies;

  public PutBucketPolicy(ManagerClient manager, SmallBodies bodies) {
    this.manager = manager;
    this.bodies = bodies;
  }

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    String policy =
        new String(bodies.read(request, "s3:PutBucketPolicy", LONGEST), StandardCharsets.UTF_8);
    manager.execute(
        request
            .call()
            .setPutBucketPolicy(
                PutBucketPolicyRequest.newBuilder().setBucket(request.bucket()).setPolicy(policy))
            .build());
    return Replies.empty(204);
  }
}

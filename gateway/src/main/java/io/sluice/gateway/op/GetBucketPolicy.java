package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.GetBucketPolicyRequest;
import io.sluice.protocol.client.ManagerClient;
import java.nio.charset.StandardCharsets;

/** Tells the policy of a bucket, as it was given. */
public final class GetBucketPolicy implements S3Operation {
  private final ManagerClient manager;

  public GetBucketPolicy(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    String policy =
        manager
            .execute(
                request
                    .call()
                    .setGetBucketPolicy(
                        GetBucketPolicyRequest.newBuilder().setBucket(request.bucket()))
                    .build())
            .getBucketPolicy()
            .getPolicy();
    return Response.of(
        200,
        Headers.of("Content-Type", "application/json"),
        policy.getBytes(StandardCharsets.UTF_8));
  }
}

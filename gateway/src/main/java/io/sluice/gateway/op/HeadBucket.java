package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.BucketInfo;
import io.sluice.protocol.GetBucketRequest;
import io.sluice.protocol.client.ManagerClient;

/** Tells whether there is a bucket, and where. */
public final class HeadBucket implements S3Operation {
  private final ManagerClient manager;

  public HeadBucket(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    BucketInfo bucket =
        manager
            .execute(
                request
                    .call()
                    .setGetBucket(GetBucketRequest.newBuilder().setBucket(request.bucket()))
                    .build())
            .getBucket();
    return Response.empty(
        200,
        Headers.of("x-amz-bucket-region", bucket.getRegion(), "x-amz-access-point-alias", "false"));
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.BucketInfo;
import io.sluice.protocol.GetBucketRequest;
import io.sluice.protocol.client.ManagerClient;

/** Tells the region of a bucket; Amazon's first region has no name here. */
public final class GetBucketLocation implements S3Operation {
  private final ManagerClient manager;

  public GetBucketLocation(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    BucketInfo bucket =
        manager
            .execute(
                request
                    .call()
                    .setGetBucket(
                        GetBucketRequest.newBuilder()
                            .setBucket(request.bucket())
                            .setPurpose(GetBucketRequest.Purpose.LOCATION))
                    .build())
            .getBucket();
    String region = bucket.getRegion();
    return Replies.xml(
        XmlWriter.document("LocationConstraint")
            .text(region.equals("us-east-1") ? "" : region)
            .end());
  }
}

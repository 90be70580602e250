package io.sluice.gateway.op;

import io.sluice.gateway.body.SmallBodies;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlReader;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.CreateBucketRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.RefusedException;
import java.io.IOException;
import java.util.Optional;

/** Makes a bucket, in the one region that there is. */
public final class CreateBucket implements S3Operation {
  private static final String CLASSIC_REGION = "us-east-1";

  private final ManagerClient manager;
  private final SmallBodies bodies;
  private final String region;

  public CreateBucket(ManagerClient manager, SmallBodies bodies, String region) {
    this.manager = manager;
    this.bodies = bodies;
    this.region = region;
  }

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    AccessControlLists.requireNone(request);
    requireImplemented(request);
    byte[] body = bodies.read(request, "s3:CreateBucket");
    if (body.length > 0) {
      requireRegion(XmlReader.read(body, "CreateBucketConfiguration"));
    }
    try {
      manager.execute(
          request
              .call()
              .setCreateBucket(CreateBucketRequest.newBuilder().setBucket(request.bucket()))
              .build());
    } catch (RefusedException e) {
      // as Amazon's first region does, and no other
      if (e.code() != Failure.Code.BUCKET_OWNED_BY_CALLER || !region.equals(CLASSIC_REGION)) {
        throw e;
      }
    }
    return Response.empty(200, Headers.of("Location", "/" + request.bucket()));
  }

  private static void requireImplemented(S3Request request) {
    if (request
        .header("x-amz-bucket-object-lock-enabled")
        .filter("true"::equalsIgnoreCase)
        .isPresent()) {
      throw S3Exception.notImplemented("x-amz-bucket-object-lock-enabled");
    }
    Optional<String> ownership = request.header("x-amz-object-ownership");
    if (ownership.isPresent() && !ownership.get().equals("BucketOwnerEnforced")) {
      throw S3Exception.notImplemented("x-amz-object-ownership");
    }
  }

  private void requireRegion(XmlReader.Element configuration) {
    String constraint = configuration.childText("LocationConstraint").orElse("");
    if (constraint.isEmpty() || (constraint.equals(region) && !region.equals(CLASSIC_REGION))) {
      return;
    }
    S3Error error =
        constraint.equals(CLASSIC_REGION)
            ? S3Error.ILLEGAL_LOCATION_CONSTRAINT
            : S3Error.INVALID_LOCATION_CONSTRAINT;
    throw new S3Exception(error).with("LocationConstraint", constraint);
  }
}

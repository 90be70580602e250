package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;

/**
 * Answers what a browser asks before it calls from another site: no bucket has a rule that would
 * let it.
 */
public final class Preflight implements S3Operation {
  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) {
    if (request.header("origin").isEmpty()) {
      throw new S3Exception(
          S3Error.BAD_REQUEST, "Insufficient information. Origin request header needed.");
    }
    String method = request.header("access-control-request-method").orElse("");
    if (method.isEmpty()) {
      throw new S3Exception(S3Error.BAD_REQUEST, "Invalid Access-Control-Request-Method: null");
    }
    throw new S3Exception(S3Error.ACCESS_FORBIDDEN)
        .with("Method", method)
        .with("ResourceType", request.target().level().name())
        .withHeader("Vary", "Origin");
  }
}

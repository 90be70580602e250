package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;

/**
 * An operation of S3 that is known and not there yet, where nothing in the query tells it from
 * others.
 */
public final class NotThereYet implements S3Operation {
  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) {
    throw new S3Exception(S3Error.NOT_IMPLEMENTED);
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Response;
import io.sluice.protocol.client.RefusedException;
import io.sluice.storage.StorageException;
import java.io.IOException;

/** One operation of S3. */
public interface S3Operation {
  /**
   * Does it.
   *
   * @throws S3Exception if it is answered with an error
   * @throws RefusedException if the manager does not do it
   * @throws StorageException if bytes can be neither read nor written
   */
  Response handle(S3Request request) throws IOException;

  /** Whether it can be about one version of an object. */
  default boolean takesVersion() {
    return false;
  }

  /** Whether a body means anything to it. */
  default boolean takesBody() {
    return false;
  }
}

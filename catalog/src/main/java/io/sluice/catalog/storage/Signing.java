package io.sluice.catalog.storage;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.storage.TableStorage.Files;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.RemoteSignResponse;

/** Signs requests for the files of tables, for clients that hold no credentials. */
@FunctionalInterface
public interface Signing {
  /** Nobody can sign. */
  Signing NONE =
      (_, _, _) -> {
        throw new UnsupportedOperationException("requests are not signed here");
      };

  /**
   * What a client is answered.
   *
   * @param cacheable whether it may use it again, for the same request
   */
  record Signed(RemoteSignResponse response, boolean cacheable) {
    @Override
    public String toString() {
      return "Signed(masked)";
    }
  }

  /**
   * Signs a request.
   *
   * @param files that it must be about
   * @throws org.apache.iceberg.exceptions.ForbiddenException if it is about anything else, or the
   *     actor may not do to the files what it does
   */
  Signed sign(Actor actor, Files files, RemoteSignRequest request);
}

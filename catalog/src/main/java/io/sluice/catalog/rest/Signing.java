package io.sluice.catalog.rest;

import io.sluice.catalog.access.Actor;
import io.sluice.catalog.storage.TableStorage;
import io.sluice.http.Exchange;
import io.sluice.http.Response;
import java.io.IOException;

/** Signs requests for the files of tables. */
@FunctionalInterface
public interface Signing {
  /** Nobody can sign. */
  Signing NONE =
      (_, _, _, _) -> {
        throw new UnsupportedOperationException("requests are not signed here");
      };

  /**
   * Answers a request to sign one; its body has not been read.
   *
   * @param files that it must be about
   * @param write whether it may change them
   */
  Response sign(Exchange exchange, Actor actor, TableStorage.Files files, boolean write)
      throws IOException;
}

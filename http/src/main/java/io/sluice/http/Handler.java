package io.sluice.http;

import java.io.IOException;

/**
 * Answers requests. It is called on a virtual thread of its own for every request and may block.
 */
public interface Handler {
  /**
   * Answers a request. What of its body has not been read is dropped by the server, which ends the
   * connection where that would take too long.
   *
   * @throws IOException if the connection is of no more use; nothing is answered and it is cut
   */
  Response handle(Exchange exchange) throws IOException;

  /**
   * What to answer to something that is not a request that can be handled. The connection ends with
   * it. This, too, is called on a virtual thread of its own.
   */
  Response reject(Rejection rejection);
}

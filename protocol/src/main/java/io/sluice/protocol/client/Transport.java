package io.sluice.protocol.client;

import io.grpc.StatusRuntimeException;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;

/**
 * The way to a manager and back: in one process the manager itself, else connections. Any number of
 * threads may use it at once.
 */
@FunctionalInterface
public interface Transport {
  /**
   * Sends a request, and waits for the reply.
   *
   * @throws StatusRuntimeException if there is no reply; whether the request was done is not known
   */
  Reply execute(Request request);
}

package io.sluice.protocol.client;

import io.grpc.StatusRuntimeException;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.ScrubProgress;
import java.util.Iterator;

/** The way to a manager and back. Any number of threads may use it at once. */
public interface Transport {
  /**
   * Sends a request, and waits for the reply.
   *
   * @throws StatusRuntimeException if there is no reply; whether the request was done is not known
   */
  Reply execute(Request request);

  /**
   * Sends a request that is answered bit by bit; the answer's methods throw {@link
   * StatusRuntimeException} where the manager goes away.
   */
  Iterator<ScrubProgress> scrub(Request request);
}

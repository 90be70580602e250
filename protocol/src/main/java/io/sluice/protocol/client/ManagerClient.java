package io.sluice.protocol.client;

import io.grpc.StatusRuntimeException;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;

/** Asks a manager, one call a request; the transport decides where the manager is. */
public final class ManagerClient {
  private final Transport transport;

  public ManagerClient(Transport transport) {
    this.transport = transport;
  }

  /**
   * Does one request.
   *
   * @throws RefusedException if the manager says no, or cannot be asked ({@link
   *     Failure.Code#UNAVAILABLE})
   */
  public Reply execute(Request request) {
    Reply reply;
    try {
      reply = transport.execute(request);
    } catch (StatusRuntimeException e) {
      throw unavailable(e);
    }
    if (reply.hasFailure()) {
      throw new RefusedException(reply.getFailure());
    }
    return reply;
  }

  private static RefusedException unavailable(StatusRuntimeException e) {
    return new RefusedException(
        Failure.newBuilder()
            .setCode(Failure.Code.UNAVAILABLE)
            .setMessage("the manager cannot be asked: " + e.getStatus())
            .build());
  }
}

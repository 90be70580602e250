package io.sluice.protocol.client;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.ScrubProgress;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Asks a manager over a channel, one call a request; the channel decides where the manager is. */
public final class ManagerClient {
  private final ManagerGrpc.ManagerBlockingStub stub;
  private final Duration deadline;

  public ManagerClient(Channel channel, Duration deadline) {
    this.stub = ManagerGrpc.newBlockingStub(channel);
    this.deadline = deadline;
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
      reply = stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS).execute(request);
    } catch (StatusRuntimeException e) {
      throw unavailable(e);
    }
    if (reply.hasFailure()) {
      throw new RefusedException(reply.getFailure());
    }
    return reply;
  }

  /**
   * Re-reads all blobs; the answer's methods throw {@link StatusRuntimeException} where the manager
   * goes away.
   */
  public Iterator<ScrubProgress> scrub(Request request) {
    return stub.scrub(request);
  }

  private static RefusedException unavailable(StatusRuntimeException e) {
    return new RefusedException(
        Failure.newBuilder()
            .setCode(Failure.Code.UNAVAILABLE)
            .setMessage("the manager cannot be asked: " + e.getStatus())
            .build());
  }
}

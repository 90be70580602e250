package io.sluice.protocol.client;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.ScrubProgress;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** One channel, and no second attempt: for a command that is given once. */
public final class DirectTransport implements Transport {
  private final ManagerGrpc.ManagerBlockingStub stub;
  private final Duration deadline;

  public DirectTransport(Channel channel, Duration deadline) {
    this.stub = ManagerGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  @Override
  public Reply execute(Request request) {
    return stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS).execute(request);
  }

  /**
   * Re-reads all blobs; the answer's methods throw {@link StatusRuntimeException} where the manager
   * goes away.
   */
  public Iterator<ScrubProgress> scrub(Request request) {
    return stub.scrub(request);
  }
}

package io.sluice.protocol.client;

import io.grpc.Channel;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.ScrubProgress;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One channel, and no second attempt: within a process, or for a command that is given once. */
public final class DirectTransport implements Transport {
  private final ManagerGrpc.ManagerBlockingStub stub;
  private final @Nullable Duration deadline;

  /** Over a network. */
  public DirectTransport(Channel channel, Duration deadline) {
    this(ManagerGrpc.newBlockingStub(channel), deadline);
  }

  private DirectTransport(ManagerGrpc.ManagerBlockingStub stub, @Nullable Duration deadline) {
    this.stub = stub;
    this.deadline = deadline;
  }

  /**
   * Within a process, where the manager does what is asked on the thread that asks: no deadline
   * could end that, and a timer for each call costs more than the call.
   */
  public static DirectTransport inProcess(Channel channel) {
    return new DirectTransport(ManagerGrpc.newBlockingStub(channel), null);
  }

  @Override
  public Reply execute(Request request) {
    return deadline == null
        ? stub.execute(request)
        : stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS).execute(request);
  }

  @Override
  public Iterator<ScrubProgress> scrub(Request request) {
    return stub.scrub(request);
  }
}

package io.sluice.protocol.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ManagerGrpc;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.OperationIds.Repetition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Lasting connections to one manager or several. A request whose connection breaks is sent again,
 * to the next manager where there is one: what changes something has an operation id, by which it
 * is done once. Nothing of a request stays behind on a connection.
 */
public final class NetworkTransport implements Transport, AutoCloseable {
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_DOUBLINGS = 7;
  private static final Duration STOP = Duration.ofSeconds(5);

  /** How gRPC says that a connection broke, depending on where it was just then. */
  private static final Set<Status.Code> BROKEN =
      Set.of(Status.Code.UNAVAILABLE, Status.Code.UNKNOWN, Status.Code.INTERNAL);

  private final List<ManagedChannel> channels;
  private final Options options;
  private final OperationIds ids;
  private final Semaphore underWay;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * What it allows itself.
   *
   * @param deadline after which a request is given up
   * @param retryFor after which a request that failed is not tried again
   * @param mostUnderWay requests at the same time; further ones are refused
   */
  public record Options(Duration deadline, Duration retryFor, int mostUnderWay) {}

  /**
   * Takes channels, which it closes at the end.
   *
   * @param channels to each manager in turn; several to the same one are several connections
   */
  public NetworkTransport(
      List<ManagedChannel> channels, Options options, Clock clock, RandomGenerator random) {
    this.channels = List.copyOf(channels);
    this.options = options;
    this.ids = new OperationIds(clock, random);
    this.underWay = new Semaphore(options.mostUnderWay());
  }

  @Override
  public Reply execute(Request request) {
    if (!underWay.tryAcquire()) {
      return Reply.newBuilder()
          .setFailure(
              Failure.newBuilder()
                  .setCode(Failure.Code.OVERLOADED)
                  .setMessage("too many requests are under way"))
          .build();
    }
    try {
      Repetition repetition = OperationIds.repetition(request);
      return execute(
          repetition == Repetition.BY_ID ? ids.withId(request) : request,
          repetition != Repetition.NEVER);
    } finally {
      underWay.release();
    }
  }

  private Reply execute(Request request, boolean repeatable) {
    long started = System.nanoTime();
    for (int attempt = 0; ; attempt++) {
      ManagedChannel channel = channel();
      long elapsed = System.nanoTime() - started;
      try {
        return ManagerGrpc.newBlockingStub(channel)
            .withDeadlineAfter(options.deadline().toNanos() - elapsed, TimeUnit.NANOSECONDS)
            .execute(request);
      } catch (StatusRuntimeException e) {
        if (!repeatable || !BROKEN.contains(e.getStatus().getCode())) {
          throw e;
        }
        long pause = pause(attempt);
        if (System.nanoTime() - started + pause > options.retryFor().toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(pause);
        // else a channel would wait for up to two minutes by itself
        channel.resetConnectBackoff();
      }
    }
  }

  /** Each in turn, but for those that are known to lead nowhere. */
  private ManagedChannel channel() {
    int start = next.getAndIncrement();
    for (int i = 0; i < channels.size(); i++) {
      ManagedChannel channel = channels.get(Math.floorMod(start + i, channels.size()));
      if (channel.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
        return channel;
      }
    }
    return channels.get(Math.floorMod(start, channels.size()));
  }

  /** Grows with each attempt, and is never the same for all. */
  private static long pause(int attempt) {
    long bound =
        Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt, MOST_DOUBLINGS));
    return ThreadLocalRandom.current().nextLong(bound / 2, bound + 1);
  }

  /** Whether a request would find a connection now, or could make one. */
  public boolean connected() {
    return channels.stream().anyMatch(channel -> channel.getState(true) == ConnectivityState.READY);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdown);
    long end = System.nanoTime() + STOP.toNanos();
    for (ManagedChannel channel : channels) {
      try {
        if (!channel.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          channel.shutdownNow();
        }
      } catch (InterruptedException e) {
        channel.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}

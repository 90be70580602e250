package io.sluice.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A supplier whose refreshes run on the thread that starts them, at a time that stands still. */
final class StressFixture {
  private static final Instant NOW = Instant.EPOCH;
  private static final Logger LOG = Logger.getLogger("io.sluice.credentials");

  static {
    LOG.setLevel(Level.OFF);
  }

  /** Two plain fields: whoever sees one must see the other. */
  static final class Pair {
    int first;
    int second;

    Pair(int number) {
      first = number;
      second = number;
    }
  }

  /** How many calls the issuer has had. */
  final AtomicInteger calls = new AtomicInteger();

  /** Of which generation of the role credentials are, for a role that is made anew. */
  volatile int role = 1;

  /** Refreshes that begin from now on find no thread. */
  volatile boolean busy;

  final RefreshScheduler scheduler =
      new RefreshScheduler(TimeSource.of(() -> NOW, () -> 0), drive -> {}, this::execute);

  final RefreshingSupplier<Pair> supplier =
      RefreshingSupplier.builder(this::issue)
          .scheduler(scheduler)
          .policy(RefreshPolicy.DEFAULT.withSettleTime(Duration.ZERO))
          .build();

  private void execute(Runnable refresh) {
    if (busy) {
      throw new RejectedExecutionException();
    }
    refresh.run();
  }

  /** What has been true when the call began is what the credentials are. */
  private Issued<Pair> issue() {
    calls.incrementAndGet();
    Pair asked = new Pair(role);
    takeTime();
    return Issued.until(NOW.plusSeconds(3_600), asked, Origin.UNKNOWN);
  }

  /** A call is not over in a moment, which is what makes its answer late. */
  static void takeTime() {
    for (int i = 0; i < 50; i++) {
      Thread.onSpinWait();
    }
  }

  /** The next refresh is due, as after a jump of the clocks. */
  StressFixture due() {
    supplier.clocksJumped(Duration.ZERO, new Moment(NOW, 0));
    return this;
  }

  StressFixture ready() {
    supplier.start();
    return this;
  }
}

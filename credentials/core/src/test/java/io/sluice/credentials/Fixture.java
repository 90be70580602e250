package io.sluice.credentials;

import io.sluice.credentials.testing.TestingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * A scheduler whose clock is turned by hand and whose refreshes run when the test says so, all on
 * the thread of the test.
 */
final class Fixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration LIFE = Duration.ofHours(1);

  final TestingTime time = new TestingTime(START);
  final Queue<Runnable> refreshes = new ArrayDeque<>();
  final RefreshScheduler scheduler =
      new RefreshScheduler(TimeSource.of(time, time::nanoTime), drive -> {}, refreshes::add);
  final TestingIssuer issuer = new TestingIssuer(time::instant, LIFE);
  final TestingListener listener = new TestingListener();

  RefreshingSupplier.Builder<String> supplier() {
    return RefreshingSupplier.builder(issuer)
        .name("reader")
        .scheduler(scheduler)
        .random(new SplittableRandom(42))
        .listener(listener);
  }

  /** A supplier that has its first value. */
  RefreshingSupplier<String> ready() {
    RefreshingSupplier<String> supplier = supplier().build().start();
    refresh();
    return supplier;
  }

  /** Time passes, and the scheduler notices. */
  void pass(Duration duration) {
    time.advance(duration);
    scheduler.round();
  }

  /** Runs the refreshes that have been started; returns how many. */
  int refresh() {
    int ran = 0;
    for (Runnable next = refreshes.poll(); next != null; next = refreshes.poll()) {
      next.run();
      ran++;
    }
    return ran;
  }
}

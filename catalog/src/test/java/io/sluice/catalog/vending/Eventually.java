package io.sluice.catalog.vending;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state. */
final class Eventually {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Eventually() {}

  /** Asserts again and again until it holds. */
  static void eventually(Runnable assertion) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }
}

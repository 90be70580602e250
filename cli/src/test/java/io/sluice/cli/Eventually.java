package io.sluice.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state. */
public final class Eventually {
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  private Eventually() {}

  /**
   * Returns when it holds, or when the time is over: what has to hold is asserted by the caller.
   */
  public static boolean holds(Duration longest, BooleanSupplier condition) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}

package io.sluice.http;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state that other threads bring about. */
final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private Eventually() {}

  static void eventually(String state, BooleanSupplier reached) {
    long start = System.nanoTime();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not within %s: %s".formatted(PATIENCE, state));
      }
      pause();
    }
  }

  /** Lets others run between two looks. */
  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }
}

package io.sluice.credentials.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread will bring about. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Eventually() {}

  /** Runs {@code assertion} until it passes; after 30 seconds its failure is thrown. */
  public static void eventually(Runnable assertion) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError failure) {
        if (System.nanoTime() - deadline > 0) {
          throw failure;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}

package io.sluice.store.dynamodb;

import java.time.Duration;

/** A moment up to which something is tried. */
final class Deadline {
  private final long started = System.nanoTime();
  private final long nanos;

  Deadline(Duration patience) {
    nanos = patience.toNanos();
  }

  boolean isOver() {
    return leftNanos() <= 0;
  }

  /** Never less than 0. */
  long leftNanos() {
    return Math.max(0, nanos - (System.nanoTime() - started));
  }
}

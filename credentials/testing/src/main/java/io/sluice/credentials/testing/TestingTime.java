package io.sluice.credentials.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Both clocks of a machine, turned by hand. */
public final class TestingTime implements InstantSource {
  private Instant wall;
  private long nanos;

  public TestingTime(Instant start) {
    this.wall = start;
  }

  @Override
  public synchronized Instant instant() {
    return wall;
  }

  public synchronized long nanoTime() {
    return nanos;
  }

  /** Time passes. */
  public synchronized void advance(Duration duration) {
    wall = wall.plus(duration);
    nanos += duration.toNanos();
  }

  /** The wall clock is set, or the machine sleeps: the monotonic clock stands still. */
  public synchronized void jump(Duration duration) {
    wall = wall.plus(duration);
  }
}

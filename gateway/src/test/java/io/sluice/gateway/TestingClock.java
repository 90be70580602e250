package io.sluice.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
public final class TestingClock extends Clock {
  private volatile Instant now;

  public TestingClock(Instant now) {
    this.now = now;
  }

  /**
   * One that shows the time of others and stands still, for clients that have a clock of theirs.
   */
  public static TestingClock atThisMoment() {
    return new TestingClock(Instant.now());
  }

  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}

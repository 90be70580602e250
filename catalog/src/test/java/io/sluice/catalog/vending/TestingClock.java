package io.sluice.catalog.vending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
final class TestingClock extends Clock {
  private volatile Instant now;

  private TestingClock(Instant now) {
    this.now = now;
  }

  static TestingClock atThisMoment() {
    return new TestingClock(Instant.now());
  }

  void advance(Duration by) {
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

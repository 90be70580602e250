package io.sluice.credentials.bench;

import java.time.Duration;

/**
 * An hour is shortened to {@code life}, and with it everything that is measured against an hour:
 * the SDK's stale time of 1 minute and prefetch time of 5, and this library's lead of 15 minutes
 * and margin of 5 seconds. What a call takes is not shortened.
 */
record Scale(Duration life) {
  private static final Duration HOUR = Duration.ofHours(1);

  /** What that part of an hour has become. */
  Duration of(Duration partOfAnHour) {
    return Duration.ofNanos(
        (long) ((double) partOfAnHour.toNanos() * life.toNanos() / HOUR.toNanos()));
  }
}

package io.sluice.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One value and all that is known of it, published whole.
 *
 * @param attempt the number of the attempt that fetched it
 * @param asked when that attempt began, which is before the value was issued
 * @param expiresAt by the issuer's clock; null where it never expires
 * @param servedUntil when it stops being served
 * @param refreshAt when the next one is asked for
 */
record Snapshot<T>(
    T value,
    Origin origin,
    long attempt,
    Moment asked,
    @Nullable Instant expiresAt,
    Moment servedUntil,
    Moment refreshAt) {
  private static final Duration NEVER = Duration.ofDays(3_650);

  /**
   * The soonest that a value is refreshed, lest the end of a life be a storm of ever more calls.
   */
  private static final Duration SOONEST = Duration.ofMillis(250);

  /**
   * Life is counted from when the issuer was asked, not from when it answered, and by the issuer's
   * own clock where it told the time: so neither a slow answer nor a wrong clock here makes it
   * longer than it is.
   */
  static <T> Snapshot<T> of(
      Issued<T> issued, long attempt, Moment asked, RefreshPolicy policy, RandomGenerator random) {
    Duration life = issued.life(asked.wall());
    Duration refreshAfter =
        life == null
            ? policy.window().drawForUnknownLife(random)
            : policy.window().draw(life, random);
    return new Snapshot<>(
        issued.value(),
        issued.origin(),
        attempt,
        asked,
        issued.expiresAt(),
        asked.plus(life == null ? NEVER : policy.servedLife(life)),
        asked.plus(refreshAfter.compareTo(SOONEST) < 0 ? SOONEST : refreshAfter));
  }

  /** Whether it would still be served for that long. */
  boolean lasts(Duration duration, Moment now) {
    return now.until(servedUntil).compareTo(duration) >= 0;
  }

  /** Without the value, which is a secret. */
  @Override
  public String toString() {
    return "Snapshot[" + origin + ", expires " + (expiresAt == null ? "never" : expiresAt) + "]";
  }
}

package io.sluice.credentials;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait after a failure: exponential with full jitter, so that processes which failed
 * together do not come back together.
 *
 * @param first the longest wait after the first failure; it doubles with each further one
 * @param max the longest wait of all
 */
public record Backoff(Duration first, Duration max) {
  /** The longest wait while nothing is valid: then every read fails, which is worth more calls. */
  private static final Duration MAX_WITHOUT_CREDENTIALS = Duration.ofSeconds(5);

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int MAX_DOUBLINGS = 20;

  public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

  public Backoff {
    if (first.compareTo(SHORTEST) < 0 || max.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a back-off starts at 10 ms or more and does not shrink: %s to %s".formatted(first, max));
    }
  }

  /**
   * The wait after that many failures in a row.
   *
   * @param left the life that is left, which bounds the wait so that several attempts fit into it;
   *     zero or less where nothing is valid
   * @param asked what the issuer asked for, kept where the life allows it
   */
  Duration delay(int failures, Duration left, @Nullable Duration asked, RandomGenerator random) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    boolean valid = left.compareTo(Duration.ZERO) > 0;
    Duration bound = valid ? left.dividedBy(3) : MAX_WITHOUT_CREDENTIALS;
    Duration cap = shorter(shorter(first.multipliedBy(1L << doublings), max), bound);
    Duration drawn = Duration.ofNanos((long) (cap.toNanos() * random.nextDouble()));
    Duration floor = asked == null ? SHORTEST : shorter(asked, bound);
    return drawn.compareTo(floor) < 0 ? longer(floor, SHORTEST) : drawn;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}

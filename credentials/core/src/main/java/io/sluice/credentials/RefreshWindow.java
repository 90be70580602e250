package io.sluice.credentials;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When in its life a value is refreshed: at a random point of a window, so that processes started
 * together do not ask together.
 *
 * @param earliest the start of the window, as a part of the life
 * @param latest the end of the window, as a part of the life
 * @param lead the window ends this long before the end of the life, where that leaves a window
 */
public record RefreshWindow(double earliest, double latest, Duration lead) {
  /** 50 to 66 % of the life, and never in the last 15 minutes of a life that allows it. */
  public static final RefreshWindow DEFAULT = new RefreshWindow(0.50, 0.66, Duration.ofMinutes(15));

  /** After how long a value without an expiry is asked for anew, in case it was rotated. */
  private static final Duration UNKNOWN_LIFE = Duration.ofHours(1);

  public RefreshWindow {
    if (!(0 < earliest && earliest <= latest && latest < 1)) {
      throw new IllegalArgumentException(
          "a refresh window lies between 0 and 1, not from %s to %s".formatted(earliest, latest));
    }
    if (lead.isNegative()) {
      throw new IllegalArgumentException("a refresh window ends before the life does: " + lead);
    }
  }

  /** After which part of that life to refresh, drawn anew for each value. */
  Duration draw(Duration life, RandomGenerator random) {
    double millis = life.toMillis();
    double start = earliest * millis;
    double end = latest * millis;
    double ledEnd = millis - lead.toMillis();
    if (ledEnd >= start) {
      end = Math.min(end, ledEnd);
    }
    return Duration.ofMillis((long) (start + (end - start) * random.nextDouble()));
  }

  Duration drawForUnknownLife(RandomGenerator random) {
    return draw(UNKNOWN_LIFE, random);
  }
}

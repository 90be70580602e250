package io.sluice.credentials;

import java.time.Duration;

/**
 * How a supplier keeps its value fresh.
 *
 * @param window when in its life a value is refreshed
 * @param backoff how long to wait after a failure
 * @param margin a value is no longer served this long before it expires, for a request takes time
 *     to arrive; at most a twentieth of the life
 * @param attemptTimeout after this long a call to the issuer is given up and another one may start
 * @param readTimeout how long reads wait, at most, once nothing is valid any more
 * @param settleTime a value younger than this is not replaced on demand: a server that refuses
 *     every credential must not make every request a call to the issuer
 */
public record RefreshPolicy(
    RefreshWindow window,
    Backoff backoff,
    Duration margin,
    Duration attemptTimeout,
    Duration readTimeout,
    Duration settleTime) {
  public static final RefreshPolicy DEFAULT =
      new RefreshPolicy(
          RefreshWindow.DEFAULT,
          Backoff.DEFAULT,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));

  private static final int MARGIN_PART = 20;

  public RefreshPolicy {
    requirePositive("attempt timeout", attemptTimeout);
    requirePositive("read timeout", readTimeout);
    if (margin.isNegative() || settleTime.isNegative()) {
      throw new IllegalArgumentException(
          "margin and settle time are not negative: " + margin + ", " + settleTime);
    }
  }

  public RefreshPolicy withWindow(RefreshWindow newWindow) {
    return new RefreshPolicy(newWindow, backoff, margin, attemptTimeout, readTimeout, settleTime);
  }

  public RefreshPolicy withBackoff(Backoff newBackoff) {
    return new RefreshPolicy(window, newBackoff, margin, attemptTimeout, readTimeout, settleTime);
  }

  public RefreshPolicy withMargin(Duration newMargin) {
    return new RefreshPolicy(window, backoff, newMargin, attemptTimeout, readTimeout, settleTime);
  }

  public RefreshPolicy withAttemptTimeout(Duration newTimeout) {
    return new RefreshPolicy(window, backoff, margin, newTimeout, readTimeout, settleTime);
  }

  public RefreshPolicy withReadTimeout(Duration newTimeout) {
    return new RefreshPolicy(window, backoff, margin, attemptTimeout, newTimeout, settleTime);
  }

  public RefreshPolicy withSettleTime(Duration newSettleTime) {
    return new RefreshPolicy(window, backoff, margin, attemptTimeout, readTimeout, newSettleTime);
  }

  /** What is left of a life once the margin is taken off. */
  Duration servedLife(Duration life) {
    Duration part = life.dividedBy(MARGIN_PART);
    return life.minus(part.compareTo(margin) < 0 ? part : margin);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is positive, not " + value);
    }
  }
}

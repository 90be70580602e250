package io.sluice.bench.scenario;

import java.time.Duration;

/**
 * How much to prepare for an interval.
 *
 * @param perSecond requests that are expected, as far as that is known
 */
public record Volume(int connections, Duration interval, double perSecond) {
  private static final double RESERVE = 1.3;
  private static final int LEAST = 64;

  /** Requests that last for the interval, if the product is not much faster than expected. */
  public int requests(int most) {
    double expected = perSecond * interval.toMillis() / 1000 * RESERVE;
    return Math.clamp((long) expected, Math.min(LEAST, most), most);
  }
}

package io.sluice.credentials;

import java.time.Duration;
import java.time.Instant;

/** One reading of both clocks, or a deadline on both: it is reached when either clock says so. */
record Moment(Instant wall, long nanos) {
  private static final Duration FAR = Duration.ofDays(3_650);

  static Moment now(TimeSource time) {
    return new Moment(time.wallTime(), time.nanoTime());
  }

  /** That much later, but at most ten years: what never expires is due then. */
  Moment plus(Duration duration) {
    Duration bounded = duration.compareTo(FAR) > 0 ? FAR : duration;
    return new Moment(wall.plus(bounded), nanos + bounded.toNanos());
  }

  /** How long until {@code deadline}, by the clock that reaches it first; negative once past it. */
  Duration until(Moment deadline) {
    Duration byWall = Duration.between(wall, deadline.wall);
    Duration byNanos = Duration.ofNanos(deadline.nanos - nanos);
    return byWall.compareTo(byNanos) < 0 ? byWall : byNanos;
  }

  boolean reached(Moment deadline) {
    Duration left = until(deadline);
    return left.isNegative() || left.isZero();
  }

  /** By how much the wall clock moved further than the monotonic one since {@code earlier}. */
  Duration jumpSince(Moment earlier) {
    return Duration.between(earlier.wall, wall).minusNanos(nanos - earlier.nanos);
  }

  /** How long ago {@code earlier} was, by the monotonic clock. */
  Duration since(Moment earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }
}

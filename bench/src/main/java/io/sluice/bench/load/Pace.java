package io.sluice.bench.load;

/** When requests are sent. */
public sealed interface Pace {
  /** On every connection as soon as the answer before has come: a closed loop. */
  enum Closed implements Pace {
    INSTANCE
  }

  /**
   * At a set rate, however fast the answers come: an open loop. Where no connection is free, a
   * request waits, and its latency counts from when it should have been sent.
   *
   * @param perSecond requests
   */
  record Open(double perSecond) implements Pace {
    private static final double NANOS = 1e9;

    /** When a request is due, counted from the start. */
    long dueNanos(long number) {
      return (long) (number * NANOS / perSecond);
    }
  }
}

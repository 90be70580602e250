package io.sluice.credentials;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Both clocks of a machine. They differ in what they miss: the monotonic one stands still while the
 * machine is suspended, the wall clock is set forward and back.
 */
public interface TimeSource {
  /** The time of day. */
  Instant wallTime();

  /** Nanoseconds since some moment, never set. */
  long nanoTime();

  static TimeSource system() {
    return of(InstantSource.system(), System::nanoTime);
  }

  static TimeSource of(InstantSource wall, LongSupplier monotonic) {
    return new TimeSource() {
      @Override
      public Instant wallTime() {
        return wall.instant();
      }

      @Override
      public long nanoTime() {
        return monotonic.getAsLong();
      }
    };
  }
}

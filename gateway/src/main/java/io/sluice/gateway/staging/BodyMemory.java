package io.sluice.gateway.staging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory that bodies may take which are held whole. There is so much and no more, however many
 * connections there are.
 */
public final class BodyMemory {
  private static final int UNIT = 1024;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Semaphore units;

  public BodyMemory(long bytes) {
    this.units = new Semaphore(Math.toIntExact(bytes / UNIT));
  }

  /** A share of the memory, until it is closed. */
  public final class Share implements AutoCloseable {
    private final int held;

    private Share(int held) {
      this.held = held;
    }

    @Override
    public void close() {
      units.release(held);
    }
  }

  /** Takes a share if there is that much now; null otherwise. */
  public @Nullable Share tryTake(long bytes) {
    int wanted = units(bytes);
    return units.tryAcquire(wanted) ? new Share(wanted) : null;
  }

  /** Waits for a share; null if there is none for long. */
  public @Nullable Share take(long bytes) {
    int wanted = units(bytes);
    try {
      return units.tryAcquire(wanted, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
          ? new Share(wanted)
          : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static int units(long bytes) {
    return Math.toIntExact((bytes + UNIT - 1) / UNIT);
  }
}

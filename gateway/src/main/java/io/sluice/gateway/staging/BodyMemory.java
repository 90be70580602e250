package io.sluice.gateway.staging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory that bodies may take which are held whole. There is so much and no more, however many
 * connections there are; and half of it at most goes to bodies of which nobody knows yet whether
 * they are allowed, so that strangers keep nobody out.
 */
public final class BodyMemory {
  private static final int UNIT = 1024;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final int all;
  private final Semaphore units;
  private final Semaphore unasked;

  public BodyMemory(long bytes) {
    this.all = Math.toIntExact(bytes / UNIT);
    this.units = new Semaphore(all);
    this.unasked = new Semaphore(all / 2);
  }

  /** A share of the memory, until it is closed. */
  public final class Share implements AutoCloseable {
    private final int held;
    private final int heldUnasked;

    private Share(int held, int heldUnasked) {
      this.held = held;
      this.heldUnasked = heldUnasked;
    }

    @Override
    public void close() {
      units.release(held);
      unasked.release(heldUnasked);
    }
  }

  /**
   * Takes a share for a body that has not been admitted, if there is that much now; null otherwise.
   */
  public @Nullable Share tryTake(long bytes) {
    int wanted = units(bytes);
    if (!unasked.tryAcquire(wanted)) {
      return null;
    }
    if (!units.tryAcquire(wanted)) {
      unasked.release(wanted);
      return null;
    }
    return new Share(wanted, wanted);
  }

  /** Waits for a share for a body that has been admitted; null if there is none for long. */
  public @Nullable Share take(long bytes) {
    int wanted = units(bytes);
    try {
      return units.tryAcquire(wanted, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
          ? new Share(wanted, 0)
          : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** What is larger than all that there is takes all of it. */
  private int units(long bytes) {
    return (int) Math.min(all, (bytes + UNIT - 1) / UNIT);
  }
}

package io.sluice.store.rocksdb;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of threads use what must not be freed under them, and whoever wants to free it
 * wait until the last has left. Threads count themselves in cells that lie on different cache
 * lines, so that they do not slow each other down.
 */
final class Gate {
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

  /** Two cache lines of 64 bytes: processors fetch them in pairs. */
  private static final int CELL = 16;

  private final long[] counts;
  private final int mask;

  private volatile @Nullable Thread closer;

  Gate() {
    int cells = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors());
    counts = new long[(cells + 1) * CELL];
    mask = cells - 1;
  }

  /**
   * Goes in.
   *
   * @return what {@link #leave} must be given, by whatever thread
   * @throws StoreException with {@code CLOSED} if the gate is or is being closed
   */
  int enter() {
    long spread = Thread.currentThread().threadId() * 0x9E3779B97F4A7C15L;
    int cell = (((int) (spread >>> 32) & mask) + 1) * CELL;
    COUNT.getAndAdd(counts, cell, 1L);
    if (closer != null) {
      leave(cell);
      throw closed();
    }
    return cell;
  }

  void leave(int cell) {
    COUNT.getAndAdd(counts, cell, -1L);
    Thread waiting = closer;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /** Lets nobody in any more, and waits until all have left. Called once. */
  void close() {
    closer = Thread.currentThread();
    boolean interrupted = false;
    while (!isEmpty()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Once the closer is set, whoever counts itself in leaves again without having used anything; so
   * the cells need not be read at one moment.
   */
  private boolean isEmpty() {
    for (int cell = CELL; cell < counts.length; cell += CELL) {
      if ((long) COUNT.getVolatile(counts, cell) != 0) {
        return false;
      }
    }
    return true;
  }

  static StoreException closed() {
    return new StoreException(StoreError.CLOSED, "the store has been closed");
  }
}

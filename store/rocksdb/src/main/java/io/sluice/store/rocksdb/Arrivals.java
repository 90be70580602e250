package io.sluice.store.rocksdb;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where commits wait for the committer: a stack that any thread pushes to and that the committer
 * takes as a whole.
 */
final class Arrivals {
  /**
   * @param commit null at the end, where no more are let in
   */
  private record Arrival(@Nullable PendingCommit commit, @Nullable Arrival before, int position) {
    boolean isEnd() {
      return commit == null;
    }
  }

  private static final Arrival END = new Arrival(null, null, 0);

  private final int max;
  private final AtomicReference<@Nullable Arrival> latest = new AtomicReference<>();

  private volatile @Nullable Thread taker;
  private volatile boolean closing;

  /**
   * @param max how many may wait
   */
  Arrivals(int max) {
    this.max = max;
  }

  /**
   * @throws StoreException with {@code THROTTLED} or {@code CLOSED}; the commit then is not in
   */
  void add(PendingCommit commit) {
    Arrival before;
    Arrival arrival;
    do {
      before = latest.get();
      if (before != null && before.isEnd()) {
        throw Gate.closed();
      }
      int position = before == null ? 1 : before.position + 1;
      if (position > max) {
        throw new StoreException(
            StoreError.THROTTLED,
            "%d commits wait for the disk already; try again later".formatted(max));
      }
      arrival = new Arrival(commit, before, position);
    } while (!latest.compareAndSet(before, arrival));
    if (before == null) {
      LockSupport.unpark(taker);
    }
  }

  int size() {
    Arrival arrival = latest.get();
    return arrival == null ? 0 : arrival.position;
  }

  /**
   * Waits until there are commits, and takes all of them in their order. By one thread only.
   *
   * @return false if none will ever come again
   */
  boolean takeAll(Deque<PendingCommit> into) {
    taker = Thread.currentThread();
    while (true) {
      boolean last = closing;
      Arrival taken = latest.getAndSet(last ? END : null);
      if (taken == null ? last : taken.isEnd()) {
        return false;
      }
      if (taken != null) {
        for (Arrival arrival = taken; arrival != null; arrival = arrival.before) {
          into.addFirst(Objects.requireNonNull(arrival.commit));
        }
        return true;
      }
      LockSupport.park(this);
    }
  }

  /** Lets nobody in once {@link #takeAll} has taken what is there. */
  void close() {
    closing = true;
    LockSupport.unpark(taker);
  }
}

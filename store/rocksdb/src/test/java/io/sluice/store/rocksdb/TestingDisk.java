package io.sluice.store.rocksdb;

import java.util.concurrent.Semaphore;

/**
 * A disk whose free space a test sets. The committer looks at it before every batch, so here a test
 * can also hold it up.
 */
final class TestingDisk implements Reserve.Disk {
  private final Semaphore batches = new Semaphore(0);
  private final Semaphore looks = new Semaphore(0);

  private volatile long usableBytes = Long.MAX_VALUE;
  private volatile boolean held;

  @Override
  public long usableBytes() {
    looks.release();
    if (held) {
      batches.acquireUninterruptibly();
    }
    return usableBytes;
  }

  void setUsableBytes(long bytes) {
    usableBytes = bytes;
  }

  /** Lets the next batch wait until {@link #release}. */
  void hold() {
    looks.drainPermits();
    held = true;
  }

  /** Waits until a batch is held up. */
  void awaitHeld() {
    looks.acquireUninterruptibly();
  }

  void release() {
    held = false;
    batches.release();
  }
}

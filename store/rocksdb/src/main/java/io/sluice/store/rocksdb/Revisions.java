package io.sluice.store.rocksdb;

import org.rocksdb.RocksDBException;

/**
 * Gives out revisions, each once for ever. A number that none has exceeded is kept in the store and
 * raised a million at a time, in the batch of whatever commit comes to it; so it costs no write of
 * its own, and after a crash counting goes on from there.
 */
final class Revisions {
  private static final long RESERVED_AT_ONCE = 1 << 20;

  private long last;
  private long reserved;
  private long reserving;

  /**
   * @param reserved what the store has under {@link Layout#REVISIONS}, 0 if nothing
   */
  Revisions(long reserved) {
    this.last = reserved;
    this.reserved = reserved;
  }

  /** A revision that may be told to others once {@link #mustReserve} no longer holds. */
  long next() {
    return ++last;
  }

  boolean mustReserve() {
    return last > reserved;
  }

  /** Reserves what was given out and more, if the batch is written. */
  void reserve(Batch batch) throws RocksDBException {
    reserving = last + RESERVED_AT_ONCE;
    batch.putNumber(Layout.REVISIONS, reserving);
  }

  /** The batch of the last {@link #reserve} has been written. */
  void confirm() {
    reserved = reserving;
  }
}

package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** The content of a database at one moment, for reads that belong together. */
final class Moment implements AutoCloseable {
  private final RocksDB rocks;
  private final ColumnFamilyHandle largeValues;
  private final Snapshot snapshot;

  /** Large values would drive everything else out of the cache. */
  private @Nullable ReadOptions uncached;

  Moment(RocksDB rocks, ColumnFamilyHandle largeValues) {
    this.rocks = rocks;
    this.largeValues = largeValues;
    snapshot = rocks.getSnapshot();
  }

  /** How to read as of this moment; the caller closes it. */
  ReadOptions reading() {
    return new ReadOptions().setSnapshot(snapshot);
  }

  /** The entry that was stored, as of this moment, in the first bytes of an array. */
  Entry entry(byte[] stored, int length) throws RocksDBException {
    long stamp = Layout.number(stored, length);
    if (!Stamp.isOfLargeValue(stamp)) {
      return Layout.entry(stamp, stored, length);
    }
    if (uncached == null) {
      uncached = reading().setFillCache(false);
    }
    byte[] value = rocks.get(largeValues, uncached, Layout.largeKey(stamp));
    if (value == null) {
      throw Layout.largeValueMissing(stamp);
    }
    return new Entry(Bytes.wrap(value), Stamp.revision(stamp));
  }

  @Override
  public void close() {
    if (uncached != null) {
      uncached.close();
    }
    rocks.releaseSnapshot(snapshot);
  }
}

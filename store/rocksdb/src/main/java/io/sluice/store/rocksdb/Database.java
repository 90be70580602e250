package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteOptions;

/** An open RocksDB, in the terms of the store. Using it when it is closed ends the process. */
final class Database implements AutoCloseable {
  private final Natives natives;
  private final RocksDB rocks;
  private final ColumnFamilyHandle largeValues;
  private final ReadOptions latest;
  private final ReadOptions latestUncached;
  private final WriteOptions synced;

  private Database(Natives natives, RocksDB rocks, ColumnFamilyHandle largeValues) {
    this.natives = natives;
    this.rocks = rocks;
    this.largeValues = largeValues;
    latest = natives.add(new ReadOptions());
    // large values would drive everything else out of the cache
    latestUncached = natives.add(new ReadOptions().setFillCache(false));
    synced = natives.add(new WriteOptions().setSync(true));
  }

  static Database open(StoreFolder folder, RocksDbOptions limits) {
    return open(folder, limits, false);
  }

  /** Opens it, and makes it first if it is not there. */
  static Database create(StoreFolder folder, RocksDbOptions limits) {
    return open(folder, limits, true);
  }

  private static Database open(StoreFolder folder, RocksDbOptions limits, boolean create) {
    RocksDbLibrary.load();
    Natives natives = new Natives();
    try {
      Tuning tuning = new Tuning(limits, natives);
      DBOptions options =
          tuning.database().setCreateIfMissing(create).setCreateMissingColumnFamilies(create);
      List<ColumnFamilyDescriptor> families =
          List.of(
              new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, tuning.entries()),
              new ColumnFamilyDescriptor(Layout.LARGE_VALUES, tuning.largeValues()));
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB rocks = natives.add(RocksDB.open(options, folder.database(), families, handles));
      handles.forEach(natives::add);
      return new Database(natives, rocks, handles.getLast());
    } catch (RocksDBException e) {
      natives.close();
      throw Failures.opening(folder, e);
    }
  }

  Optional<Entry> get(Key key) throws RocksDBException {
    byte[] rocksKey = Layout.key(key);
    long missing = Stamp.NONE;
    while (true) {
      byte[] stored = rocks.get(latest, rocksKey);
      if (stored == null) {
        return Optional.empty();
      }
      long stamp = Layout.number(stored, stored.length);
      if (!Stamp.isOfLargeValue(stamp)) {
        return Optional.of(Layout.entry(stamp, stored, stored.length));
      }
      byte[] value = rocks.get(largeValues, latestUncached, Layout.largeKey(stamp));
      if (value != null) {
        return Optional.of(new Entry(Bytes.wrap(value), Stamp.revision(stamp)));
      }
      // it was replaced between the two reads; or it is missing, if the entry is still there now
      if (stamp == missing) {
        throw Layout.largeValueMissing(stamp);
      }
      missing = stamp;
    }
  }

  List<Optional<Entry>> getAll(List<Key> keys) throws RocksDBException {
    List<Optional<Entry>> entries = new ArrayList<>(keys.size());
    try (Moment moment = new Moment(rocks, largeValues);
        ReadOptions options = moment.reading()) {
      for (Key key : keys) {
        byte[] stored = rocks.get(options, Layout.key(key));
        entries.add(
            stored == null ? Optional.empty() : Optional.of(moment.entry(stored, stored.length)));
      }
    }
    return entries;
  }

  Page scan(Scan scan) {
    byte[] table = Layout.prefix(scan.table());
    // there is one, for a prefix in a table does not consist of 0xFF only
    Bytes end = Bytes.wrap(Layout.key(table, scan.prefix())).afterPrefix().orElseThrow();
    try (Moment moment = new Moment(rocks, largeValues);
        Slice bound = new Slice(end.unsafeArray());
        ReadOptions options = moment.reading().setIterateUpperBound(bound);
        RocksIterator iterator = rocks.newIterator(options)) {
      return Page.read(scan, new RocksCursor(moment, iterator, table));
    }
  }

  /** The stamp under a key, {@link Stamp#NONE} if there is no entry. */
  long stamp(Key key) throws RocksDBException {
    return number(Layout.key(key));
  }

  /** The first 8 bytes of what is stored under a raw key; 0 if nothing is. */
  long number(byte[] key) throws RocksDBException {
    byte[] start = new byte[Layout.STAMP_BYTES];
    int length = rocks.get(latest, key, start);
    return length == RocksDB.NOT_FOUND ? 0 : Layout.number(start, length);
  }

  /** An empty batch for this database. */
  Batch newBatch() {
    return new Batch(largeValues);
  }

  /** Makes all changes of a batch, durably. */
  void write(Batch batch) throws RocksDBException {
    rocks.write(synced, batch.changes());
  }

  @Override
  public void close() {
    natives.close();
  }
}

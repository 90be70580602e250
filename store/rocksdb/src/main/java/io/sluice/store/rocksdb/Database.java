package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteOptions;

/** An open RocksDB, in the terms of the store. Using it when it is closed ends the process. */
final class Database implements AutoCloseable {
  private final Natives natives;
  private final RocksDB rocks;
  private final ReadOptions latest;
  private final WriteOptions synced;

  private Database(Natives natives, RocksDB rocks) {
    this.natives = natives;
    this.rocks = rocks;
    latest = natives.add(new ReadOptions());
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
      Options options = Tuning.options(limits, natives).setCreateIfMissing(create);
      return new Database(natives, natives.add(RocksDB.open(options, folder.database())));
    } catch (RocksDBException e) {
      natives.close();
      throw Failures.opening(folder, e);
    }
  }

  Optional<Entry> get(Key key) throws RocksDBException {
    return entry(rocks.get(latest, Layout.key(key)));
  }

  private static Optional<Entry> entry(byte[] stored) {
    return stored == null ? Optional.empty() : Optional.of(Layout.entry(stored, stored.length));
  }

  List<Optional<Entry>> getAll(List<Key> keys) throws RocksDBException {
    List<Optional<Entry>> entries = new ArrayList<>(keys.size());
    Snapshot snapshot = rocks.getSnapshot();
    try (ReadOptions moment = new ReadOptions().setSnapshot(snapshot)) {
      for (Key key : keys) {
        entries.add(entry(rocks.get(moment, Layout.key(key))));
      }
    } finally {
      rocks.releaseSnapshot(snapshot);
    }
    return entries;
  }

  Page scan(Scan scan) {
    byte[] table = Layout.prefix(scan.table());
    // there is one, for a prefix in a table does not consist of 0xFF only
    Bytes end = Bytes.wrap(Layout.key(table, scan.prefix())).afterPrefix().orElseThrow();
    try (Slice bound = new Slice(end.unsafeArray());
        ReadOptions moment = new ReadOptions().setIterateUpperBound(bound);
        RocksIterator iterator = rocks.newIterator(moment)) {
      return Page.read(scan, new RocksCursor(iterator, table));
    }
  }

  /** The revision under a key, {@link Revisions#NONE} if there is no entry. */
  long revision(Key key) throws RocksDBException {
    return number(Layout.key(key));
  }

  /** The first 8 bytes of what is stored under a raw key; 0 if nothing is. */
  long number(byte[] key) throws RocksDBException {
    byte[] start = new byte[Layout.REVISION_BYTES];
    int length = rocks.get(latest, key, start);
    return length == RocksDB.NOT_FOUND ? 0 : Layout.revision(start, length);
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

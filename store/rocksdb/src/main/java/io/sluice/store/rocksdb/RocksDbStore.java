package io.sluice.store.rocksdb;

import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Mutation;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/**
 * A metadata store in a folder of the local disk. One process at a time has it open.
 *
 * <p>Reads go to RocksDB on the calling thread. Commits are checked and written in one order by one
 * thread, which makes all those that wait durable with one sync; their own threads, which may be
 * virtual ones, are parked meanwhile.
 *
 * <p>If a write fails, the commits in it end with {@code UNAVAILABLE}, for it may turn out to be in
 * the log when the store is opened again. Later ones are refused with {@code FULL} or {@code
 * READ_ONLY} for as long as a trial write fails, and reads go on.
 */
public final class RocksDbStore implements MetadataStore {
  private final Database database;
  private final Committer committer;
  private final Gate gate = new Gate();
  private boolean closed;

  private RocksDbStore(Database database, Committer committer) {
    this.database = database;
    this.committer = committer;
  }

  /**
   * Opens the store in a folder.
   *
   * @throws StoreException with {@code NOT_ACCESSIBLE} if there is none
   */
  public static RocksDbStore open(Path folder, RocksDbOptions options) {
    StoreFolder files = new StoreFolder(folder);
    if (!files.holdsStore()) {
      throw files.noStore();
    }
    return start(Database.open(files, options), options, files.disk());
  }

  /**
   * Opens the store in a folder, and makes it first if the folder is empty or is not there. Where
   * there must have been a store before, {@link #open} is safer: it does not take a disk that was
   * not mounted for a new store.
   */
  public static RocksDbStore openOrCreate(Path folder, RocksDbOptions options) {
    StoreFolder files = new StoreFolder(folder);
    return files.holdsStore()
        ? open(folder, options)
        : start(create(files, options), options, files.disk());
  }

  private static Database create(StoreFolder files, RocksDbOptions options) {
    files.prepare();
    Database database = Database.create(files, options);
    try {
      files.mark();
      return database;
    } catch (StoreException e) {
      database.close();
      throw e;
    }
  }

  /** Takes over an open database. */
  static RocksDbStore start(Database database, RocksDbOptions options, Reserve.Disk disk) {
    try {
      Reserve reserve = new Reserve(disk, options.reservedBytes());
      Committer committer = new Committer(database, reserve, options.maxWaitingCommits());
      committer.start();
      return new RocksDbStore(database, committer);
    } catch (RocksDBException e) {
      database.close();
      throw Failures.reading(e);
    }
  }

  /** What this store has done since it was opened. */
  public RocksDbStatistics statistics() {
    return committer.statistics();
  }

  @Override
  public Limits limits() {
    return Layout.LIMITS;
  }

  @Override
  public Optional<Entry> get(Key key) {
    Layout.LIMITS.check(key);
    return reading(() -> database.get(key));
  }

  @Override
  public List<Optional<Entry>> getAll(List<Key> keys) {
    Layout.LIMITS.check(keys);
    return reading(() -> database.getAll(keys));
  }

  @Override
  public Page scan(Scan scan) {
    return reading(() -> database.scan(scan));
  }

  @Override
  public long commit(Transaction transaction) {
    Layout.LIMITS.check(transaction);
    long asOf = committer.visibleBatch();
    Map<Key, Long> stamps = reading(() -> stampsFound(transaction));
    return committer.commit(new PendingCommit(transaction, stamps, asOf));
  }

  /** Reads on the caller's thread what the committer then need not read, if all conditions hold. */
  private Map<Key, Long> stampsFound(Transaction transaction) throws RocksDBException {
    Map<Key, Long> stamps = HashMap.newHashMap(transaction.mutations().size());
    for (Condition condition : transaction.conditions()) {
      long stamp = database.stamp(condition.key());
      if (!Stamp.holds(condition, stamp)) {
        throw new ConditionFailedException(condition);
      }
      stamps.put(condition.key(), stamp);
    }
    for (Mutation mutation : transaction.mutations()) {
      if (!stamps.containsKey(mutation.key())) {
        stamps.put(mutation.key(), database.stamp(mutation.key()));
      }
    }
    return stamps;
  }

  /** A read of the database. */
  private interface Read<T> {
    T run() throws RocksDBException;
  }

  private <T> T reading(Read<T> read) {
    int cell = gate.enter();
    try {
      return read.run();
    } catch (RocksDBException e) {
      throw Failures.reading(e);
    } finally {
      gate.leave(cell);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      committer.close();
      gate.close();
      database.close();
    }
  }
}

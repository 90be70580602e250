package io.sluice.catalog.entity;

import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import io.sluice.store.memory.InMemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A store that counts, has small values, and fails when a test says so. */
public final class TestingStore implements MetadataStore {
  private static final Limits SMALL = new Limits(1_100, 256 << 10, 1 << 20);

  public final AtomicInteger commits = new AtomicInteger();
  public final AtomicInteger reads = new AtomicInteger();
  private final InMemoryStore store = new InMemoryStore();
  private volatile Consumer<Transaction> before = _ -> {};
  private volatile Consumer<Transaction> after = _ -> {};

  /** Is called ahead of each commit, and may throw. */
  public void before(Consumer<Transaction> before) {
    this.before = before;
  }

  /** Is called behind each commit, and may throw. */
  public void after(Consumer<Transaction> after) {
    this.after = after;
  }

  /** How many entries a table has. */
  public int count(io.sluice.store.Table table) {
    return store
        .scan(Scan.of(table, io.sluice.store.Bytes.EMPTY, Limits.PAGE_ITEMS))
        .entries()
        .size();
  }

  @Override
  public Limits limits() {
    return SMALL;
  }

  @Override
  public Optional<Entry> get(Key key) {
    reads.incrementAndGet();
    return store.get(key);
  }

  @Override
  public List<Optional<Entry>> getAll(List<Key> keys) {
    reads.incrementAndGet();
    return store.getAll(keys);
  }

  @Override
  public Page scan(Scan scan) {
    return store.scan(scan);
  }

  @Override
  public long commit(Transaction transaction) {
    SMALL.check(transaction);
    before.accept(transaction);
    commits.incrementAndGet();
    long revision = store.commit(transaction);
    after.accept(transaction);
    return revision;
  }

  @Override
  public void close() {
    store.close();
  }
}

package io.sluice.gateway;

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

/** A store in memory, of which a test overrides one thing. */
public class TestingStore implements MetadataStore {
  private final MetadataStore store = new InMemoryStore();

  @Override
  public Limits limits() {
    return store.limits();
  }

  @Override
  public Optional<Entry> get(Key key) {
    return store.get(key);
  }

  @Override
  public List<Optional<Entry>> getAll(List<Key> keys) {
    return store.getAll(keys);
  }

  @Override
  public Page scan(Scan scan) {
    return store.scan(scan);
  }

  @Override
  public long commit(Transaction transaction) {
    return store.commit(transaction);
  }

  @Override
  public void close() {
    store.close();
  }
}

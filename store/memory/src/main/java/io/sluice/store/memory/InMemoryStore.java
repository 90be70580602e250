package io.sluice.store.memory;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Cursor;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Mutation;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A metadata store on the heap. It holds what the memory holds, and forgets all of it when it is
 * closed; in every other respect it does what a durable engine does.
 */
public final class InMemoryStore implements MetadataStore {
  private static final Limits LIMITS = new Limits(4096, 1 << 20, 8 << 20);

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<Table, NavigableMap<Bytes, Entry>> tables = new HashMap<>();
  private long lastRevision;
  private boolean closed;

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public Optional<Entry> get(Key key) {
    LIMITS.check(key);
    return reading(() -> Optional.ofNullable(find(key)));
  }

  @Override
  public List<Optional<Entry>> getAll(List<Key> keys) {
    LIMITS.check(keys);
    return reading(() -> keys.stream().map(key -> Optional.ofNullable(find(key))).toList());
  }

  @Override
  public Page scan(Scan scan) {
    return reading(() -> Page.read(scan, new TreeCursor(table(scan.table()))));
  }

  @Override
  public long commit(Transaction transaction) {
    LIMITS.check(transaction);
    lock.writeLock().lock();
    try {
      requireOpen();
      for (Condition condition : transaction.conditions()) {
        if (!holds(condition)) {
          throw new ConditionFailedException(condition);
        }
      }
      lastRevision++;
      transaction.mutations().forEach(this::apply);
      return lastRevision;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      tables.clear();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private <T> T reading(Supplier<T> read) {
    lock.readLock().lock();
    try {
      requireOpen();
      return read.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreException(StoreError.CLOSED, "the store has been closed");
    }
  }

  private NavigableMap<Bytes, Entry> table(Table table) {
    NavigableMap<Bytes, Entry> entries = tables.get(table);
    return entries == null ? new TreeMap<>() : entries;
  }

  private @Nullable Entry find(Key key) {
    return table(key.table()).get(key.name());
  }

  private boolean holds(Condition condition) {
    Entry entry = find(condition.key());
    return switch (condition) {
      case Condition.Absent _ -> entry == null;
      case Condition.Present _ -> entry != null;
      case Condition.Unchanged unchanged ->
          entry != null && entry.revision() == unchanged.revision();
    };
  }

  private void apply(Mutation mutation) {
    Bytes name = mutation.key().name();
    NavigableMap<Bytes, Entry> entries =
        tables.computeIfAbsent(mutation.key().table(), _ -> new TreeMap<>());
    switch (mutation) {
      case Mutation.Put put -> entries.put(name, new Entry(put.value(), lastRevision));
      case Mutation.Delete _ -> entries.remove(name);
    }
  }

  /** Walks a table that nobody changes meanwhile. */
  private static final class TreeCursor implements Cursor {
    private final NavigableMap<Bytes, Entry> entries;
    private Map.@Nullable Entry<Bytes, Entry> current;

    TreeCursor(NavigableMap<Bytes, Entry> entries) {
      this.entries = entries;
    }

    @Override
    public boolean seek(Bytes name) {
      current = entries.ceilingEntry(name);
      return current != null;
    }

    @Override
    public boolean next() {
      current = entries.higherEntry(name());
      return current != null;
    }

    @Override
    public Bytes name() {
      return here().getKey();
    }

    @Override
    public Entry entry() {
      return here().getValue();
    }

    private Map.Entry<Bytes, Entry> here() {
      if (current == null) {
        throw new IllegalStateException("the cursor stands at no name");
      }
      return current;
    }
  }
}

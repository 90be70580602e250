package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.text;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import io.sluice.store.Mutation;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The contract in as few words as possible: what other stores are compared with. It seeks nothing
 * and skips nothing, but looks at every entry there is.
 */
final class ModelStore implements MetadataStore {
  private static final Limits LIMITS = new Limits(1_100, 256 << 10, 1 << 20);

  private final Map<Key, Entry> entries = new HashMap<>();
  private long lastRevision;
  private boolean closed;

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public synchronized Optional<Entry> get(Key key) {
    requireOpen();
    LIMITS.check(key);
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public synchronized List<Optional<Entry>> getAll(List<Key> keys) {
    requireOpen();
    LIMITS.check(keys);
    return keys.stream().map(this::get).toList();
  }

  @Override
  public synchronized Page scan(Scan scan) {
    requireOpen();
    TreeMap<Bytes, Optional<Entry>> items = new TreeMap<>();
    entries.forEach(
        (key, entry) -> {
          Bytes name = key.name();
          if (key.table().equals(scan.table())
              && name.startsWith(scan.prefix())
              && name.compareTo(scan.after()) > 0) {
            Optional<Bytes> group = commonPrefix(scan, text(name));
            if (group.isEmpty()) {
              items.put(name, Optional.of(entry));
            } else if (!group.get().equals(scan.after())) {
              items.put(group.get(), Optional.empty());
            }
          }
        });
    return firstPage(items, scan.limit());
  }

  private static Optional<Bytes> commonPrefix(Scan scan, String name) {
    String delimiter = text(scan.delimiter());
    int found = name.indexOf(delimiter, scan.prefix().length());
    return delimiter.isEmpty() || found < 0
        ? Optional.empty()
        : Optional.of(bytes(name.substring(0, found) + delimiter));
  }

  private static Page firstPage(SortedMap<Bytes, Optional<Entry>> items, int limit) {
    List<Page.Item> listed = new ArrayList<>();
    List<Bytes> commonPrefixes = new ArrayList<>();
    Optional<Bytes> last = Optional.empty();
    for (Map.Entry<Bytes, Optional<Entry>> item : items.entrySet()) {
      if (listed.size() + commonPrefixes.size() == limit) {
        return new Page(listed, commonPrefixes, last);
      }
      last = Optional.of(item.getKey());
      item.getValue()
          .ifPresentOrElse(
              entry -> listed.add(new Page.Item(item.getKey(), entry)),
              () -> commonPrefixes.add(item.getKey()));
    }
    return new Page(listed, commonPrefixes, Optional.empty());
  }

  @Override
  public synchronized long commit(Transaction transaction) {
    requireOpen();
    LIMITS.check(transaction);
    for (Condition condition : transaction.conditions()) {
      if (!holds(condition)) {
        throw new ConditionFailedException(condition);
      }
    }
    lastRevision++;
    for (Mutation mutation : transaction.mutations()) {
      switch (mutation) {
        case Mutation.Put(Key key, Bytes value) -> entries.put(key, new Entry(value, lastRevision));
        case Mutation.Delete(Key key) -> entries.remove(key);
      }
    }
    return lastRevision;
  }

  synchronized boolean holds(Condition condition) {
    Optional<Entry> entry = get(condition.key());
    return switch (condition) {
      case Condition.Absent _ -> entry.isEmpty();
      case Condition.Present _ -> entry.isPresent();
      case Condition.Unchanged(Key _, long revision) ->
          entry.isPresent() && entry.get().revision() == revision;
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreException(StoreError.CLOSED, "the store has been closed");
    }
  }
}

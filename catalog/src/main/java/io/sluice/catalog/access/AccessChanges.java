package io.sluice.catalog.access;

import com.google.protobuf.MessageLite;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.request.Attempts;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * Changes of roles and grants. Each requires that no other has been made since it began to read, so
 * they happen one after the other; and each is a new version, by which readers know.
 */
final class AccessChanges {
  private static final int PAGE = 1_000;

  private final MetadataStore store;
  private final Attempts attempts;

  AccessChanges(MetadataStore store) {
    this.store = store;
    this.attempts = new Attempts(store);
  }

  /** Reads, adds to a transaction, and commits it; called again where others were faster. */
  <T> T run(Function<Transaction.Builder, T> change) {
    return attempts.run(
        () -> {
          Transaction.Builder transaction = Transaction.builder();
          addVersion(transaction);
          T result = change.apply(transaction);
          store.commit(transaction.build());
          return result;
        });
  }

  /** Makes a transaction one of these changes; what it depends on is read after this. */
  void addVersion(Transaction.Builder transaction) {
    Optional<Entry> version = store.get(AccessTables.VERSION);
    version.ifPresentOrElse(
        entry -> transaction.requireUnchanged(AccessTables.VERSION, entry.revision()),
        () -> transaction.requireAbsent(AccessTables.VERSION));
    transaction.put(AccessTables.VERSION, AccessTables.nextVersion(version));
  }

  /**
   * Adds a record to a transaction.
   *
   * @throws BadRequestException if it is larger than what the store takes
   */
  void put(Transaction.Builder transaction, Key key, MessageLite record) {
    if (record.getSerializedSize() > store.limits().valueBytes()) {
      throw new BadRequestException("a role cannot hold that much");
    }
    transaction.put(key, AccessTables.bytes(record));
  }

  /** Makes void what was issued because of an entity. */
  void increment(Transaction.Builder transaction, String entity) {
    RevocationCounters.increment(store, entity, transaction);
  }

  Optional<Entry> get(Key key) {
    return store.get(key);
  }

  /** All entries whose names start with a prefix. */
  List<Page.Item> scan(Table table, Bytes prefix) {
    List<Page.Item> all = new ArrayList<>();
    Scan scan = Scan.of(table, prefix, PAGE);
    Optional<Bytes> next;
    do {
      Page page = store.scan(scan);
      all.addAll(page.entries());
      next = page.next();
      scan = next.map(scan::after).orElse(scan);
    } while (next.isPresent());
    return all;
  }
}

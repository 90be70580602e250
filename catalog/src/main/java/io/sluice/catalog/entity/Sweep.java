package io.sluice.catalog.entity;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

/** Deletes entries whose time is over. */
final class Sweep {
  private static final int PAGE = 100;

  private Sweep() {}

  /** Looks at all entries of a table, for as long as it may go on. */
  static void delete(
      MetadataStore store, Table table, BiPredicate<Key, Entry> isOver, BooleanSupplier goOn) {
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent() && goOn.getAsBoolean()) {
      Page page = store.scan(Scan.of(table, Bytes.EMPTY, PAGE).after(next.get()));
      Transaction.Builder transaction = Transaction.builder();
      boolean any = false;
      for (Page.Item item : page.entries()) {
        Key key = new Key(table, item.name());
        if (isOver.test(key, item.entry())) {
          transaction.delete(key);
          any = true;
        }
      }
      if (any) {
        store.commit(transaction.build());
      }
      next = page.next();
    }
  }
}

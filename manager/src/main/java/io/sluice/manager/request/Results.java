package io.sluice.manager.request;

import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ResultRecord;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Forgets what was answered so long ago that nobody asks again. */
public final class Results {
  /** Much longer than a gateway tries. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private static final int PAGE = 100;

  private final MetadataStore store;
  private final Clock clock;

  public Results(MetadataStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Forgets, for as long as it may go on. */
  public void forget(BooleanSupplier goOn) {
    long before = clock.millis() - REMEMBERED.toMillis();
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent() && goOn.getAsBoolean()) {
      Page page = store.scan(Scan.of(Keys.RESULTS, Bytes.EMPTY, PAGE).after(next.get()));
      Transaction.Builder transaction = Transaction.builder();
      boolean any = false;
      for (Page.Item item : page.entries()) {
        if (Keys.resultMillis(item.name()) >= before) {
          next = Optional.empty();
          break;
        }
        Key key = new Key(Keys.RESULTS, item.name());
        // a gateway whose clock is slow does not shorten it
        if (Reads.parse(key, item.entry(), ResultRecord.parser()).record().getDoneMillis()
            < before) {
          transaction.delete(key);
          any = true;
        }
      }
      if (any) {
        store.commit(transaction.build());
      }
      next = next.isPresent() ? page.next() : next;
    }
  }
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.IntentRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.Records;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what was staged by somebody who did not come back. An intent is marked first: from then
 * on nothing can be committed with it, however late.
 */
final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  private static final int PAGE = 100;

  private final MetadataStore store;
  private final Intents intents;
  private final Clock clock;
  private final Duration grace;

  Reaper(MetadataStore store, Intents intents, Clock clock, Duration grace) {
    this.store = store;
    this.intents = intents;
    this.clock = clock;
    this.grace = grace;
  }

  /** Removes all that can be removed now, for as long as it may go on. */
  void reap(BooleanSupplier goOn) {
    long before = clock.millis() - grace.toMillis();
    Optional<Bytes> next = Optional.of(Bytes.EMPTY);
    while (next.isPresent()) {
      Page page = store.scan(Scan.of(Keys.INTENTS, Bytes.EMPTY, PAGE).after(next.get()));
      for (Page.Item item : page.entries()) {
        if (!goOn.getAsBoolean()) {
          return;
        }
        reap(item, before);
      }
      next = page.next();
    }
  }

  private void reap(Page.Item item, long before) {
    Key key = new Key(Keys.INTENTS, item.name());
    IntentRecord intent = Records.parse(key, item.entry(), IntentRecord.parser());
    // a file may still come for as long as whoever writes it does not know that it is over
    boolean mayComeYet = !intent.getReaping() || !intent.getMetadataLocation().isEmpty();
    if (mayComeYet && Keys.millisOf(item.name()) > before) {
      return;
    }
    try {
      Intents.Declared declared = new Intents.Declared(key, item.entry().revision(), intent);
      intents.remove(intent.getReaping() ? declared : intents.mark(declared));
    } catch (ConditionFailedException _) {
      // committed after all
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      // the exceptions of a storage are its own
      LOG.warn("what was staged at {} is removed later: {}", intent.getLocation(), e.toString());
    }
  }
}

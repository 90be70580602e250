package io.sluice.catalog.entity;

import io.sluice.catalog.record.IntentRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.Records;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is about to be written for a change, told before it is there, and what a change has left to
 * be removed.
 */
final class Intents {
  static final int MAX_PARTS_AT_ONCE = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Intents.class);

  private final MetadataStore store;
  private final MetadataFiles files;
  private final Locations locations;
  private final Clock clock;
  private final SecureRandom random;

  Intents(
      MetadataStore store,
      MetadataFiles files,
      Locations locations,
      Clock clock,
      SecureRandom random) {
    this.store = store;
    this.files = files;
    this.locations = locations;
    this.clock = clock;
    this.random = random;
  }

  /** One that is committed. */
  record Declared(Key key, long revision, IntentRecord record) {}

  Key newKey() {
    return Keys.intent(clock.millis(), random.nextLong());
  }

  /**
   * Commits one, and with it the claims on the locations that it names.
   *
   * @throws LocationTakenException if somebody else has one of them
   */
  Declared declare(IntentRecord intent) {
    Key key = newKey();
    Transaction.Builder transaction =
        Transaction.builder().requireAbsent(key).put(key, Records.bytes(intent));
    locations.claim(key, intent, transaction);
    try {
      return new Declared(key, store.commit(transaction.build()), intent);
    } catch (ConditionFailedException e) {
      Key failed = e.condition().key();
      throw failed.table().equals(Keys.LOCATIONS)
          ? locations.conflict(failed, intent.getLocation(), clock.millis())
          : e;
    }
  }

  /**
   * Requires that nobody else has claimed a location at, around or inside of those of an intent.
   *
   * @throws LocationTakenException if somebody has
   */
  void requireAlone(IntentRecord intent) {
    Optional<Key> taken =
        locations.taken(intent.getCatalogId(), intent.getEntityId(), intent.getClaimsList());
    if (taken.isPresent()) {
      throw locations.conflict(taken.get(), intent.getLocation(), clock.millis());
    }
  }

  /** The parts of a generation that is no more. */
  static IntentRecord garbage(String catalog, Found found) {
    return IntentRecord.newBuilder()
        .setCatalog(catalog)
        .setEntityId(found.record().getId())
        .setGeneration(found.record().getGeneration())
        .setParts(found.parts())
        .setReaping(true)
        .build();
  }

  /**
   * Sees to it that nothing can be committed any more that requires an intent.
   *
   * @throws ConditionFailedException if that has been committed
   */
  Declared mark(Declared intent) {
    IntentRecord marked = intent.record().toBuilder().setReaping(true).build();
    long revision =
        store.commit(
            Transaction.builder()
                .requireUnchanged(intent.key(), intent.revision())
                .put(intent.key(), Records.bytes(marked))
                .build());
    return new Declared(intent.key(), revision, intent.record());
  }

  /** Removes what an intent tells of, or else leaves it to the {@link Reaper}. */
  void abandon(Declared intent) {
    try {
      remove(intent);
    } catch (RuntimeException e) {
      LOG.debug("what was staged at {} is left to be reaped", intent.record().getLocation(), e);
    }
  }

  /** Removes what an intent tells of, and the intent; it can be called again. */
  void remove(Declared declared) {
    IntentRecord intent = declared.record();
    if (!intent.getMetadataLocation().isEmpty()) {
      files.delete(intent);
    }
    for (int from = 0; from < intent.getParts(); from += MAX_PARTS_AT_ONCE) {
      Transaction.Builder transaction = Transaction.builder();
      int to = Math.min(intent.getParts(), from + MAX_PARTS_AT_ONCE);
      for (int number = from; number < to; number++) {
        transaction.delete(Keys.part(intent.getEntityId(), intent.getGeneration(), number));
      }
      store.commit(transaction.build());
    }
    // whoever comes too late must not release what somebody else has claimed since
    Transaction.Builder transaction =
        Transaction.builder()
            .requireUnchanged(declared.key(), declared.revision())
            .delete(declared.key());
    locations.release(intent.getCatalogId(), intent.getClaimsList(), transaction);
    store.commit(transaction.build());
  }
}

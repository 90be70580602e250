package io.sluice.catalog.entity;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.record.Records;
import io.sluice.catalog.record.StagedTableRecord;
import io.sluice.catalog.storage.Placement;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Tables that somebody is about to create and writes the first files of: they are nowhere yet, but
 * who creates them needs newer credentials, or further requests signed, until they are committed.
 */
public final class StagedTables {
  /** The longest that a client may take from staging a table to committing it. */
  private static final Duration LIFE = Duration.ofDays(1);

  private final MetadataStore store;
  private final Entities entities;
  private final Clock clock;

  public StagedTables(MetadataStore store, Entities entities, Clock clock) {
    this.store = store;
    this.entities = entities;
    this.clock = clock;
  }

  /** Where the files of a table will lie. */
  public record Where(Placement placement, String location) {}

  /** Remembers where somebody writes the first files of a table. */
  public void stage(CatalogRecord catalog, TableIdentifier table, String accessKeyId, Where where) {
    StagedTableRecord record =
        StagedTableRecord.newBuilder()
            .setLocation(where.location())
            .setStorageProfile(where.placement().profile())
            .setStagedMillis(clock.millis())
            .build();
    store.commit(
        Transaction.builder()
            .put(key(catalog.getId(), table, accessKeyId), Records.bytes(record))
            .build());
  }

  /** Where somebody does; empty if the place is another table's by now. */
  public Optional<Where> where(CatalogRecord catalog, TableIdentifier table, String accessKeyId) {
    Key key = key(catalog.getId(), table, accessKeyId);
    return store
        .get(key)
        .map(entry -> Records.parse(key, entry, StagedTableRecord.parser()))
        .filter(record -> !isOver(record))
        .filter(record -> !entities.isTaken(catalog, record.getLocation()))
        .map(
            record ->
                new Where(
                    new Placement(catalog.getName(), record.getStorageProfile()),
                    record.getLocation()));
  }

  /** Forgets what was never committed, for as long as it may go on. */
  void forget(BooleanSupplier goOn) {
    Sweep.delete(
        store,
        Keys.STAGED_TABLES,
        (key, entry) -> isOver(Records.parse(key, entry, StagedTableRecord.parser())),
        goOn);
  }

  private boolean isOver(StagedTableRecord record) {
    return clock.millis() - record.getStagedMillis() > LIFE.toMillis();
  }

  private static Key key(ByteString catalogId, TableIdentifier table, String accessKeyId) {
    return Keys.stagedTable(catalogId, table, accessKeyId);
  }
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.rest.TestingTableStorage;
import io.sluice.catalog.table.TableForm;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.types.Types;

/** A catalog with a namespace, below the REST specification. */
final class TestingEntities implements AutoCloseable {
  static final Namespace NAMESPACE = Namespace.of("ns");
  static final TableIdentifier TABLE = TableIdentifier.of(NAMESPACE, "t");
  static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
  static final Duration GRACE = Duration.ofMinutes(10);

  final TestingStore store = new TestingStore();
  final TestingTableStorage storage = new TestingTableStorage();
  final TableForm form = new TableForm();
  final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
  final String base = "memory://" + UUID.randomUUID();
  final CatalogRecord catalog;
  final Namespaces namespaces;
  Entities entities;

  TestingEntities() {
    Catalogs catalogs = new Catalogs(store, clock, new SecureRandom());
    catalog =
        catalogs.create(
            CatalogRecord.newBuilder().setName("lake").setDefaultBaseLocation(base).build(),
            (_, _) -> {});
    namespaces = new Namespaces(store, catalogs, clock);
    namespaces.create(catalog, NAMESPACE, Map.of(), Once.NONE, _ -> new byte[0]);
    entities = entities();
  }

  /** What another process on the same store would have. */
  Entities entities() {
    return entities(Duration.ZERO);
  }

  /** The same, when the clock has gone on. */
  Entities entities(Duration later) {
    return new Entities(
        store, namespaces, storage, Clock.offset(clock, later), new SecureRandom(), 16 << 20);
  }

  /** As if the process were another one, and the clock had gone on. */
  Reaper reaper(Duration later) {
    Entities other = entities();
    return new Reaper(store, other.staging().intents(), Clock.offset(clock, later), GRACE);
  }

  TableMetadata metadata(String location) {
    return TableMetadata.newTableMetadata(
        SCHEMA, PartitionSpec.unpartitioned(), location, Map.of());
  }

  Found create(String name) {
    return create(entities, name);
  }

  Found create(Entities entities, String name) {
    return entities.create(
        catalog, TableIdentifier.of(NAMESPACE, name), form, metadata(base + "/" + name), Once.NONE);
  }

  Found found(TableIdentifier table) {
    return entities.require(catalog, table, form);
  }

  TableMetadata now(TableIdentifier table) {
    return entities().metadata(form, found(table));
  }

  static UpdateTableRequest set(TableIdentifier table, String key, String value) {
    return UpdateTableRequest.create(
        table, List.of(), List.of(new MetadataUpdate.SetProperties(Map.of(key, value))));
  }

  /** Sets a property of the table with that id, which is not that of the table. */
  static UpdateTableRequest refused(TableIdentifier table) {
    return UpdateTableRequest.create(
        table,
        List.of(new UpdateRequirement.AssertTableUUID(UUID.randomUUID().toString())),
        List.of(new MetadataUpdate.SetProperties(Map.of("never", "set"))));
  }

  @Override
  public void close() {
    store.close();
  }
}

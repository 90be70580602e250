package io.sluice.catalog.entity;

import static io.sluice.catalog.entity.TestingEntities.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.record.Keys;
import io.sluice.store.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContentsTest {
  private final TestingEntities lake = new TestingEntities();

  @AfterEach
  void close() {
    lake.close();
  }

  private Found withSnapshots(int count) {
    Found _ = lake.create("t");
    List<MetadataUpdate> updates = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      updates.add(new MetadataUpdate.AddSnapshot(snapshot(number)));
    }
    updates.add(
        new MetadataUpdate.SetSnapshotRef(
            "main", (long) count, org.apache.iceberg.SnapshotRefType.BRANCH, null, null, null));
    return lake.entities.commit(
        lake.catalog,
        TABLE,
        lake.form,
        UpdateTableRequest.create(TABLE, List.of(), updates),
        Once.NONE);
  }

  private static Snapshot snapshot(int number) {
    // what does not compress, so that it is long
    String random = Long.toHexString(new Random(number).nextLong());
    return SnapshotParser.fromJson(
        """
        {"sequence-number": %d, "snapshot-id": %d, "timestamp-ms": %d, "schema-id": 0,
         "summary": {"operation": "append", "engine": "%s%s"},
         "manifest-list": "memory://lists/snap-%s-%d.avro"}
        """
            .formatted(
                number,
                number,
                System.currentTimeMillis() + number,
                random,
                random,
                random,
                number));
  }

  private TableMetadata load(Entities entities, Contents.Extent extent) {
    Bytes json = entities.load(lake.catalog, TABLE, lake.form, lake.found(TABLE), extent).json();
    return TableMetadataParser.fromJson(json.toUtf8());
  }

  @Test
  void manySnapshotsLieInPartsOfTheirOwn() {
    Found found = withSnapshots(10_000);
    assertThat(found.record().getHeadParts()).isEqualTo(1);
    assertThat(found.record().getWholeParts()).isGreaterThan(1);

    assertThat(load(lake.entities(), Contents.Extent.HEAD).snapshots()).hasSize(1);
    assertThat(load(lake.entities(), Contents.Extent.WHOLE).snapshots()).hasSize(10_000);
  }

  @Test
  void loadingTheReferencedOnesReadsNoMoreThanOfASmallTable() {
    Found _ = withSnapshots(3_000);
    Entities cold = lake.entities();
    int before = lake.store.reads.get();

    TableMetadata _ = load(cold, Contents.Extent.HEAD);
    assertThat(lake.store.reads.get() - before).isEqualTo(2);
    TableMetadata _ = load(cold, Contents.Extent.HEAD);
    // of what is in memory, only whether it is still so
    assertThat(lake.store.reads.get() - before).isEqualTo(3);
  }

  @Test
  void nothingIsLeftOfFormerGenerations() {
    Found _ = withSnapshots(10_000);
    for (int i = 0; i < 3; i++) {
      Found _ =
          lake.entities.commit(
              lake.catalog,
              TABLE,
              lake.form,
              TestingEntities.set(TABLE, "round", Integer.toString(i)),
              Once.NONE);
    }
    lake.reaper(java.time.Duration.ZERO).reap(() -> true);

    Found found = lake.found(TABLE);
    assertThat(lake.store.count(Keys.PARTS))
        .isEqualTo(found.record().getHeadParts() + found.record().getWholeParts());
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.now(TABLE).snapshots()).hasSize(10_000);

    lake.entities.drop(lake.catalog, TABLE, lake.form, Entities.Files.KEEP, Once.NONE);
    lake.reaper(java.time.Duration.ZERO).reap(() -> true);
    assertThat(lake.store.count(Keys.PARTS)).isZero();
  }

  @Test
  void whatIsReadIsWhatTheMetadataFileHolds() {
    Found found = withSnapshots(50);
    Map<String, String> properties = new HashMap<>(lake.now(TABLE).properties());
    TableMetadata file =
        TableMetadataParser.read(
            new org.apache.iceberg.inmemory.InMemoryFileIO(), found.record().getMetadataLocation());

    assertThat(TableMetadataParser.toJson(load(lake.entities(), Contents.Extent.WHOLE)))
        .isEqualTo(TableMetadataParser.toJson(file));
    assertThat(file.properties()).isEqualTo(properties);
  }

  /** Who has committed need not read what somebody else reads. */
  @Test
  void whatIsKeptIsWhatIsRead() {
    Found found = withSnapshots(50);

    TableMetadata kept = lake.entities.metadata(lake.form, found);
    TableMetadata read = lake.entities().metadata(lake.form, found);

    assertThat(kept.metadataFileLocation()).isEqualTo(found.record().getMetadataLocation());
    assertThat(kept.changes()).isEmpty();
    assertThat(kept.lastUpdatedMillis()).isEqualTo(read.lastUpdatedMillis());
    assertThat(TableMetadataParser.toJson(kept)).isEqualTo(TableMetadataParser.toJson(read));
  }
}

package io.sluice.catalog.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.memory.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/**
 * Iceberg's own clients writing to one table at the same time, each over a connection of its own.
 */
final class WritersIT {
  private static final int WRITERS = 4;
  private static final int APPENDS = 10;
  private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  @Test
  void noAppendIsLostAndNoneIsDoneTwice() throws Exception {
    try (InMemoryStore store = new InMemoryStore();
        TestingCatalogServer server =
            new TestingCatalogServer(store, "memory://" + UUID.randomUUID());
        RESTCatalog catalog = server.connect("lake", Map.of())) {
      catalog.createNamespace(Namespace.of("ns"));
      Table table =
          catalog
              .buildTable(TABLE, SCHEMA)
              .withProperty("commit.retry.num-retries", "100")
              .withProperty("commit.retry.min-wait-ms", "5")
              .withProperty("commit.retry.max-wait-ms", "50")
              .create();
      List<Future<?>> writers = new ArrayList<>();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < WRITERS; writer++) {
          int number = writer;
          writers.add(executor.submit(() -> write(server, number)));
        }
      }
      for (Future<?> writer : writers) {
        assertThat(writer.get()).isEqualTo(APPENDS);
      }

      table.refresh();
      assertThat(table.snapshots()).hasSize(WRITERS * APPENDS);
      assertThat(table.currentSnapshot().summary())
          .containsEntry("total-data-files", Integer.toString(WRITERS * APPENDS));
    }
  }

  private static int write(TestingCatalogServer server, int writer) throws Exception {
    try (RESTCatalog catalog = server.connect("writer" + writer, Map.of())) {
      Table table = catalog.loadTable(TABLE);
      for (int append = 0; append < APPENDS; append++) {
        table.newFastAppend().appendFile(file(writer, append)).commit();
      }
      return APPENDS;
    }
  }

  private static DataFile file(int writer, int append) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("memory://data/%d-%d.parquet".formatted(writer, append))
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .build();
  }
}

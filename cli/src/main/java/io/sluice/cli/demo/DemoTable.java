package io.sluice.cli.demo;

import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CombinedScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.PlannedDataReader;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The demo's table, as any client sees it: it knows the catalog's address and its own id and
 * secret, and is told everything else.
 */
final class DemoTable implements AutoCloseable {
  static final Namespace NAMESPACE = Namespace.of("time");
  static final TableIdentifier NAME = TableIdentifier.of(NAMESPACE, "clock_changes");

  private final RESTCatalog catalog = new RESTCatalog();

  /** How much was written. */
  record Written(int rows, int files, String location) {}

  /** Connects as a principal. */
  static DemoTable connect(URI server, AccessKey key) {
    DemoTable table = new DemoTable();
    table.catalog.initialize(
        "demo",
        Map.of(
            CatalogProperties.URI,
            server + "/api/catalog",
            CatalogProperties.WAREHOUSE_LOCATION,
            DemoEntities.NAME,
            "rest.auth.type",
            "oauth2",
            "oauth2-server-uri",
            server + "/api/catalog/v1/oauth/tokens",
            "credential",
            key.id() + ":" + key.secret(),
            "scope",
            "PRINCIPAL_ROLE:ALL",
            "header.X-Iceberg-Access-Delegation",
            "vended-credentials",
            CatalogProperties.FILE_IO_IMPL,
            S3FileIO.class.getName(),
            S3FileIOProperties.CLIENT_FACTORY,
            DemoClients.class.getName()));
    return table;
  }

  /**
   * Creates the table with its rows, or replaces all that is in it, by one commit.
   *
   * @param beforeWriting is told how the table's files are reached, as soon as that is known
   */
  Written write(Consumer<Table> beforeWriting) {
    try {
      catalog.createNamespace(NAMESPACE);
    } catch (AlreadyExistsException _) {
      // by an earlier demo
    }
    Transaction transaction =
        catalog
            .buildTable(NAME, ClockChanges.SCHEMA)
            .withPartitionSpec(ClockChanges.BY_REGION)
            .withProperty("comment", ClockChanges.source())
            .withProperty("write.format.default", "avro")
            .createOrReplaceTransaction();
    Table table = transaction.table();
    beforeWriting.accept(table);
    int rows = 0;
    int files = 0;
    AppendFiles append = transaction.newFastAppend();
    for (List<GenericRecord> region : ClockChanges.byRegion().values()) {
      append.appendFile(write(table, region));
      rows += region.size();
      files++;
    }
    append.commit();
    transaction.commitTransaction();
    return new Written(rows, files, table.location());
  }

  private static DataFile write(Table table, List<GenericRecord> rows) {
    PartitionKey key = new PartitionKey(table.spec(), table.schema());
    key.partition(rows.getFirst());
    String path =
        table.locationProvider().newDataLocation(table.spec(), key, UUID.randomUUID() + ".avro");
    try {
      DataWriter<GenericRecord> writer =
          Avro.writeData(table.io().newOutputFile(path))
              .forTable(table)
              .withSpec(table.spec())
              .withPartition(key)
              .createWriterFunc(org.apache.iceberg.data.avro.DataWriter::create)
              .build();
      try (writer) {
        rows.forEach(writer::write);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The largest changes there are, the newest first: the query, without an engine. */
  List<Record> largest(int seconds, int most) {
    Table table = table();
    Schema columns = table.schema().select("zone", "changed_at", "shift_seconds");
    List<Record> found = new ArrayList<>();
    try (CloseableIterable<CombinedScanTask> tasks = table.newScan().project(columns).planTasks()) {
      for (CombinedScanTask task : tasks) {
        for (FileScanTask file : task.files()) {
          read(table, file, columns, seconds, found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream()
        .sorted(
            Comparator.comparing((Record row) -> (OffsetDateTime) row.getField("changed_at"))
                .reversed())
        .limit(most)
        .toList();
  }

  private static void read(
      Table table, FileScanTask file, Schema columns, int seconds, List<Record> found)
      throws IOException {
    try (CloseableIterable<Record> rows =
        Avro.read(table.io().newInputFile(file.file().location()))
            .project(columns)
            .split(file.start(), file.length())
            .createResolvingReader(PlannedDataReader::create)
            .build()) {
      for (Record row : rows) {
        if (Math.abs((int) row.getField("shift_seconds")) >= seconds) {
          found.add(row);
        }
      }
    }
  }

  Table table() {
    return catalog.loadTable(NAME);
  }

  @Override
  public void close() {
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;

/**
 * Iceberg's own client, which appends files to a table; what it appends is in its manifests only.
 */
final class Appender {
  static final TableIdentifier TABLE = TableIdentifier.of("ns", "appended");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> attempted = new HashSet<>();

  /** Knows the address of the catalog and a principal, and nothing else. */
  static RESTCatalog connect(URI catalog, AccessKey key) {
    Map<String, String> properties = new HashMap<>();
    properties.put("uri", catalog.toString());
    properties.put("warehouse", Lake.CATALOG);
    properties.put("rest.auth.type", "oauth2");
    properties.put("oauth2-server-uri", catalog + "/v1/oauth/tokens");
    properties.put("credential", key.id() + ":" + key.secret());
    properties.put("scope", "PRINCIPAL_ROLE:ALL");
    properties.put("header.X-Iceberg-Access-Delegation", "vended-credentials");
    properties.put("io-impl", S3FileIO.class.getName());
    properties.put("http-client.type", "urlconnection");
    // a server that was killed is not worth waiting for
    properties.put("s3.retry.num-retries", "1");
    properties.put("s3.retry.min-wait-ms", "10");
    RESTCatalog connected = new RESTCatalog();
    connected.initialize(Lake.CATALOG, properties);
    return connected;
  }

  static void create(RESTCatalog catalog) {
    catalog
        .buildTable(TABLE, SCHEMA)
        .withProperty("commit.retry.num-retries", "50")
        .withProperty("commit.retry.min-wait-ms", "5")
        .withProperty("commit.retry.max-wait-ms", "50")
        .withProperty("write.metadata.previous-versions-max", "10000")
        .create();
  }

  /** Appends one file. */
  void append(RESTCatalog catalog) {
    String path = "s3://nowhere/" + UUID.randomUUID() + ".parquet";
    DataFile file =
        DataFiles.builder(PartitionSpec.unpartitioned())
            .withPath(path)
            .withFileSizeInBytes(100)
            .withRecordCount(1)
            .build();
    attempted.add(path);
    catalog.loadTable(TABLE).newFastAppend().appendFile(file).commit();
    acknowledged.add(path);
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** Each file that was acknowledged is there, and none is there twice. */
  static void verify(SluiceProcess server, List<Appender> appenders) {
    List<String> found = new ArrayList<>();
    try (RESTCatalog catalog = connect(server.catalog(), SluiceProcess.ROOT)) {
      Table table = catalog.loadTable(TABLE);
      try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
        tasks.forEach(task -> found.add(task.file().location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).doesNotHaveDuplicates();
    Set<String> allowed = new HashSet<>();
    for (Appender appender : appenders) {
      assertThat(found).containsAll(appender.acknowledged);
      allowed.addAll(appender.attempted);
    }
    assertThat(allowed).containsAll(found);
  }
}

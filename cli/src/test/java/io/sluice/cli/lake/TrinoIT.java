package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.SluiceProcess;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trino against a running server. It is told the catalog's address, a principal's id and secret and
 * where S3 is, and no keys.
 */
@Tag("engines")
final class TrinoIT {
  @TempDir private static Path folder;

  private static SluiceProcess server;
  private static TrinoProcess trino;

  @BeforeAll
  static void start() throws IOException {
    server = SluiceProcess.server(folder.resolve("data"));
    Lake lake = Lake.create(server);
    AccessKey writer = lake.principal("writer", "CATALOG_MANAGE_CONTENT");
    AccessKey reader =
        lake.principal(
            "reader",
            "NAMESPACE_LIST",
            "NAMESPACE_READ_PROPERTIES",
            "TABLE_LIST",
            "TABLE_READ_DATA",
            // without which it lists no tables either
            "VIEW_LIST");
    trino =
        TrinoProcess.start(
            Files.createDirectory(folder.resolve("trino")),
            Map.of("lake", properties(writer), "reader", properties(reader)));
  }

  @AfterAll
  static void stop() {
    if (trino != null) {
      trino.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Map<String, String> properties(AccessKey key) {
    Map<String, String> properties = new HashMap<>();
    properties.put("connector.name", "iceberg");
    properties.put("iceberg.catalog.type", "rest");
    properties.put("iceberg.rest-catalog.uri", server.catalog().toString());
    properties.put("iceberg.rest-catalog.warehouse", Lake.CATALOG);
    properties.put("iceberg.rest-catalog.security", "OAUTH2");
    properties.put("iceberg.rest-catalog.oauth2.credential", key.id() + ":" + key.secret());
    properties.put("iceberg.rest-catalog.oauth2.scope", "PRINCIPAL_ROLE:ALL");
    properties.put("iceberg.rest-catalog.vended-credentials-enabled", "true");
    properties.put("fs.native-s3.enabled", "true");
    // what is vended says these too, and this Trino takes none but the keys of it
    properties.put("s3.endpoint", server.endpoint().toString());
    properties.put("s3.region", SluiceProcess.REGION.id());
    properties.put("s3.path-style-access", "true");
    return properties;
  }

  private static void sql(String... statements) {
    for (String statement : statements) {
      trino.sql(statement);
    }
  }

  @Test
  void aTableIsCreatedWrittenReadAndChanged() throws IOException {
    sql(
        "CREATE SCHEMA lake.life",
        "CREATE TABLE lake.life.t (id bigint, name varchar) WITH (partitioning = ARRAY['bucket(id, 4)'])",
        "INSERT INTO lake.life.t VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO lake.life.t VALUES (3, 'c')");

    assertThat(trino.column("SELECT name FROM lake.life.t ORDER BY id"))
        .containsExactly("a", "b", "c");
    assertThat(LakeTables.rows(server, "life", "t")).isEqualTo(3);

    sql(
        """
        MERGE INTO lake.life.t USING (VALUES (2, 'B'), (4, 'd')) AS s (id, name) ON t.id = s.id
        WHEN MATCHED THEN UPDATE SET name = s.name
        WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name)
        """,
        "ALTER TABLE lake.life.t ADD COLUMN size integer",
        "INSERT INTO lake.life.t VALUES (5, 'e', 7)",
        "DELETE FROM lake.life.t WHERE id = 1",
        "ALTER TABLE lake.life.t EXECUTE optimize");
    assertThat(trino.column("SELECT name FROM lake.life.t ORDER BY id"))
        .containsExactly("B", "c", "d", "e");
    assertThat(trino.column("SELECT size FROM lake.life.t WHERE id = 5")).containsExactly("7");

    sql("CREATE VIEW lake.life.v AS SELECT name FROM lake.life.t WHERE id > 3");
    assertThat(trino.column("SELECT name FROM lake.life.v ORDER BY name"))
        .containsExactly("d", "e");

    sql("ALTER TABLE lake.life.t RENAME TO lake.life.renamed");
    assertThat(LakeTables.rows(server, "life", "renamed")).isEqualTo(4);
    sql("DROP VIEW lake.life.v", "DROP TABLE lake.life.renamed", "DROP SCHEMA lake.life");
    assertThat(trino.column("SHOW SCHEMAS IN lake")).doesNotContain("life");
  }

  @Test
  void aTableIsCreatedByAQuery() throws IOException {
    sql(
        "CREATE SCHEMA lake.query",
        "CREATE TABLE lake.query.t AS SELECT * FROM (VALUES 1, 2, 3) AS numbers (id)");

    assertThat(trino.column("SELECT sum(id) FROM reader.query.t")).containsExactly("6");
    assertThat(LakeTables.rows(server, "query", "t")).isEqualTo(3);
  }

  @Test
  void aReaderReadsAndDoesNotWrite() throws IOException {
    sql("CREATE SCHEMA lake.read", "CREATE TABLE lake.read.t AS SELECT 1 AS id");

    assertThat(trino.column("SELECT id FROM reader.read.t")).containsExactly("1");
    assertThat(trino.column("SHOW TABLES FROM reader.read")).containsExactly("t");
    assertThatThrownBy(() -> trino.sql("INSERT INTO reader.read.t VALUES (2)"))
        .isInstanceOf(TrinoProcess.QueryException.class)
        .hasMessageMatching("(?s).*(Forbidden|forbidden|Access Denied).*");
    assertThatThrownBy(() -> trino.sql("DROP TABLE reader.read.t"))
        .isInstanceOf(TrinoProcess.QueryException.class)
        .hasMessageMatching("(?s).*(Forbidden|forbidden).*");
    assertThat(trino.column("SELECT id FROM lake.read.t")).containsExactly("1");
    assertThat(LakeTables.rows(server, "read", "t")).isEqualTo(1);
  }
}

package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.SluiceProcess;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flink against a running server. It is told the catalog's address and a principal's id and secret,
 * and nothing of buckets, endpoints or keys.
 */
@Tag("engines")
final class FlinkIT {
  private static final String VENDED = "vended-credentials";

  @TempDir private static Path folder;

  private static SluiceProcess server;
  private static FlinkProcess flink;

  @BeforeAll
  static void start() {
    server = SluiceProcess.server(folder.resolve("data"));
    Lake lake = Lake.create(server);
    AccessKey writer = lake.principal("writer", "CATALOG_MANAGE_CONTENT");
    AccessKey reader =
        lake.principal(
            "reader",
            "NAMESPACE_LIST",
            "NAMESPACE_READ_PROPERTIES",
            "TABLE_LIST",
            "TABLE_READ_DATA");
    flink = FlinkProcess.start(folder.resolve("flink.log"));
    flink.catalog("lake", lake.engine(writer, VENDED));
    flink.catalog("reader", lake.engine(reader, VENDED));
    flink.catalog("signed", lake.engine(writer, "remote-signing"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (flink != null) {
      flink.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static void sql(String... statements) {
    for (String statement : statements) {
      flink.sql(statement);
    }
  }

  @Test
  void aTableIsCreatedWrittenReadAndChanged() throws IOException {
    sql(
        "CREATE DATABASE lake.life",
        "CREATE TABLE lake.life.t (id BIGINT, name STRING) PARTITIONED BY (name)",
        "INSERT INTO lake.life.t VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO lake.life.t VALUES (3, 'a')");

    assertThat(flink.column("SELECT id FROM lake.life.t ORDER BY id"))
        .containsExactly("1", "2", "3");
    assertThat(flink.column("SELECT count(*) FROM lake.life.t GROUP BY name ORDER BY name"))
        .containsExactly("2", "1");
    assertThat(LakeTables.rows(server, "life", "t")).isEqualTo(3);

    sql("INSERT OVERWRITE lake.life.t PARTITION (name = 'a') SELECT 9");
    assertThat(flink.column("SELECT id FROM lake.life.t ORDER BY id")).containsExactly("2", "9");

    sql("ALTER TABLE lake.life.t RENAME TO renamed");
    assertThat(flink.column("SHOW TABLES IN lake.life")).containsExactly("renamed");
    assertThat(LakeTables.rows(server, "life", "renamed")).isEqualTo(2);

    sql("DROP TABLE lake.life.renamed", "DROP DATABASE lake.life");
    assertThat(flink.column("SHOW DATABASES IN lake")).doesNotContain("life");
  }

  @Test
  void aReaderReadsAndDoesNotWrite() throws IOException {
    sql(
        "CREATE DATABASE lake.`read`",
        "CREATE TABLE lake.`read`.t (id INT)",
        "INSERT INTO lake.`read`.t VALUES (1)");

    assertThat(flink.column("SELECT id FROM reader.`read`.t")).containsExactly("1");
    assertThatThrownBy(() -> flink.sql("INSERT INTO reader.`read`.t VALUES (2)"))
        .isInstanceOf(SqlProcess.SqlException.class)
        .hasMessageMatching("(?s).*(Forbidden|forbidden|Access Denied).*");
    assertThatThrownBy(() -> flink.sql("DROP TABLE reader.`read`.t"))
        .hasMessageMatching("(?s).*(Forbidden|forbidden).*");
    assertThat(flink.column("SELECT id FROM lake.`read`.t")).containsExactly("1");
    assertThat(LakeTables.rows(server, "read", "t")).isEqualTo(1);
  }

  @Test
  void withoutCredentialsEveryRequestIsSignedByTheCatalog() {
    sql(
        "CREATE DATABASE signed.signs",
        "CREATE TABLE signed.signs.t (id INT)",
        "INSERT INTO signed.signs.t VALUES (1), (2)");

    assertThat(flink.column("SELECT id FROM signed.signs.t ORDER BY id")).containsExactly("1", "2");
  }
}

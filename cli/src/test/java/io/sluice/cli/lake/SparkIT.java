package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark against a running server. It is told the catalog's address and a principal's id and secret,
 * and nothing of buckets, endpoints or keys.
 */
final class SparkIT {
  private static final String VENDED = "vended-credentials";
  private static final String SIGNED = "remote-signing";

  /** So short that jobs outlive it. */
  private static final Duration LIFE = Duration.ofSeconds(20);

  @TempDir private static Path folder;

  private static SluiceProcess server;
  private static Lake lake;
  private static AccessKey writer;
  private static AccessKey reader;
  private static SparkProcess spark;

  @BeforeAll
  static void start() {
    server =
        SluiceProcess.server(
            folder.resolve("data"),
            Map.of("SLUICE_CATALOG_PORT", "0", "SLUICE_CATALOG_CREDENTIALS_LIFE", LIFE.toString()));
    lake = Lake.create(server);
    writer = lake.principal("writer", "CATALOG_MANAGE_CONTENT");
    reader =
        lake.principal(
            "reader",
            "NAMESPACE_LIST",
            "NAMESPACE_READ_PROPERTIES",
            "TABLE_LIST",
            "TABLE_READ_DATA");
    spark =
        SparkProcess.start(
            folder.resolve("spark.log"),
            Map.of(
                "lake", lake.engine(writer, VENDED),
                "reader", lake.engine(reader, VENDED),
                "signed", lake.engine(writer, SIGNED)));
  }

  @AfterAll
  static void stop() throws IOException {
    if (spark != null) {
      spark.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static void sql(String... statements) {
    for (String statement : statements) {
      spark.sql(statement);
    }
  }

  @Test
  void aTableIsCreatedWrittenReadAndLookedAfter() {
    sql(
        "CREATE NAMESPACE lake.life",
        "CREATE TABLE lake.life.t (id bigint, name string) PARTITIONED BY (bucket(4, id))",
        "INSERT INTO lake.life.t VALUES (1, 'a'), (2, 'b')",
        "INSERT INTO lake.life.t VALUES (3, 'c')");
    String first =
        spark
            .column("SELECT snapshot_id FROM lake.life.t.snapshots ORDER BY committed_at")
            .getFirst();
    sql(
        """
        MERGE INTO lake.life.t USING (SELECT 2 AS id, 'B' AS name UNION SELECT 4, 'd') AS s
        ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name
        WHEN NOT MATCHED THEN INSERT *
        """,
        "ALTER TABLE lake.life.t ADD COLUMN size int",
        "ALTER TABLE lake.life.t ADD PARTITION FIELD truncate(1, name)",
        "INSERT INTO lake.life.t VALUES (5, 'e', 7)",
        "DELETE FROM lake.life.t WHERE id = 1");

    assertThat(spark.column("SELECT name FROM lake.life.t ORDER BY id"))
        .containsExactly("B", "c", "d", "e");
    assertThat(spark.column("SELECT size FROM lake.life.t WHERE id = 5")).containsExactly("7");
    assertThat(
            spark.column(
                "SELECT name FROM lake.life.t VERSION AS OF %s ORDER BY id".formatted(first)))
        .containsExactly("a", "b");

    sql(
        "CALL lake.system.rewrite_data_files(table => 'life.t', options => map('rewrite-all', 'true'))",
        "CALL lake.system.expire_snapshots(table => 'life.t', older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)");
    assertThat(spark.column("SELECT count(*) FROM lake.life.t.snapshots")).containsExactly("1");
    assertThat(spark.column("SELECT name FROM lake.life.t ORDER BY id"))
        .containsExactly("B", "c", "d", "e");

    sql("CREATE VIEW lake.life.v AS SELECT name FROM lake.life.t WHERE id > 3");
    assertThat(spark.column("SELECT name FROM lake.life.v ORDER BY name"))
        .containsExactly("d", "e");

    sql("DROP VIEW lake.life.v");
    lake.purge("life", "t");
    assertThat(
            Eventually.holds(
                Duration.ofMinutes(1),
                () ->
                    server
                        .s3()
                        .listObjectsV2(b -> b.bucket(Lake.BUCKET).prefix("warehouse/life/t/"))
                        .contents()
                        .isEmpty()))
        .as("what was purged is removed in the background")
        .isTrue();
    sql("DROP NAMESPACE lake.life");
  }

  @Test
  void aReaderReadsAndDoesNotWrite() {
    sql(
        "CREATE NAMESPACE lake.read",
        "CREATE TABLE lake.read.t AS SELECT 1 AS id",
        "CREATE TABLE lake.read.other AS SELECT 2 AS id");

    assertThat(spark.column("SELECT id FROM reader.read.t")).containsExactly("1");
    assertThatThrownBy(() -> spark.sql("INSERT INTO reader.read.t VALUES (2)"))
        .isInstanceOf(SqlProcess.SqlException.class)
        .hasMessageMatching("(?s).*(403|Forbidden|forbidden|Access Denied).*");
    assertThatThrownBy(() -> spark.sql("DROP TABLE reader.read.t"))
        .hasMessageMatching("(?s).*(Forbidden|forbidden).*");
    assertThat(spark.column("SELECT id FROM lake.read.t")).containsExactly("1");
  }

  @Test
  void aTableIsReadForLongerThanItsCredentialsLast() {
    sql("CREATE NAMESPACE lake.refresh", "CREATE TABLE lake.refresh.t AS SELECT 1 AS id");
    assertThat(spark.column("SELECT id FROM reader.refresh.t")).containsExactly("1");

    long loaded = System.nanoTime();
    Eventually.holds(
        LIFE.plusSeconds(5), () -> System.nanoTime() - loaded > LIFE.plusSeconds(2).toNanos());

    // the table that was loaded is kept by Spark's catalog, with the credentials that it came with
    assertThat(spark.column("SELECT id FROM reader.refresh.t")).containsExactly("1");
    sql("INSERT INTO lake.refresh.t VALUES (2)");
    assertThat(spark.column("SELECT count(*) FROM lake.refresh.t")).containsExactly("2");
  }

  @Test
  void withoutCredentialsEveryRequestIsSignedByTheCatalog() {
    sql(
        "CREATE NAMESPACE signed.signs",
        "CREATE TABLE signed.signs.t AS SELECT 1 AS id",
        "INSERT INTO signed.signs.t VALUES (2), (3)");

    assertThat(spark.column("SELECT id FROM signed.signs.t ORDER BY id"))
        .containsExactly("1", "2", "3");
  }

  @Test
  void twoSparksCommitToOneTable() throws Exception {
    int each = 8;
    sql("CREATE NAMESPACE lake.two", "CREATE TABLE lake.two.t (who string, n int)");
    try (SparkProcess other =
            SparkProcess.start(
                folder.resolve("other.log"), Map.of("lake", lake.engine(writer, VENDED)));
        ExecutorService writers = Executors.newFixedThreadPool(2)) {
      List<Future<?>> running =
          List.of(
              writers.submit(() -> append(spark, "one", each)),
              writers.submit(() -> append(other, "two", each)));
      for (Future<?> writing : running) {
        writing.get();
      }
    }
    // a catalog that has not seen the table yet, for Spark keeps what it has seen for a while
    assertThat(
            spark.column(
                "SELECT concat(who, n) FROM signed.two.t GROUP BY who, n HAVING count(*) = 1"))
        .hasSize(2 * each);
  }

  private static void append(SparkProcess through, String who, int count) {
    for (int i = 0; i < count; i++) {
      through.sql("INSERT INTO lake.two.t VALUES ('%s', %d)".formatted(who, i));
    }
  }

  @Test
  void whoIsToldNoMoreIsStoppedAtTheNextRequest() {
    AccessKey leaver = lake.principal("leaver", "CATALOG_MANAGE_CONTENT");
    assertThat(leaver.id()).isNotEmpty();
    sql("CREATE NAMESPACE lake.leave", "CREATE TABLE lake.leave.t AS SELECT 1 AS id");
    try (SparkProcess theirs =
        SparkProcess.start(
            folder.resolve("leaver.log"), Map.of("lake", lake.engine(leaver, VENDED)))) {
      assertThat(theirs.column("SELECT id FROM lake.leave.t")).containsExactly("1");
      lake.revoke("leaver", "CATALOG_MANAGE_CONTENT");

      assertThatThrownBy(() -> theirs.sql("SELECT id FROM lake.leave.t"))
          .isInstanceOf(SqlProcess.SqlException.class);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

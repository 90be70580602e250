package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.lake.CrashWriter.Change;
import io.sluice.cli.lake.RestClient.Answer;
import io.sluice.cli.lake.RestClient.Call;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.dynamodb.LocalDynamoDb;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Two servers over one table of DynamoDB are one catalog. */
final class TwoServersIT {
  private static final int STEPS = 8;

  /** More than DynamoDB keeps in one item, however well it is compressed. */
  private static final int LARGE = 1_500_000;

  @TempDir private static Path folder;

  private static Map<String, String> shared = Map.of();
  private static SluiceProcess one;
  private static SluiceProcess two;
  private static Lake lake;
  private static String token = "";

  @BeforeAll
  static void start() throws IOException {
    shared =
        Map.of(
            "SLUICE_STORE", LocalDynamoDb.running().uri(LocalDynamoDb.freshTable()),
            "SLUICE_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]),
            "SLUICE_BLOBS_DIR", folder.resolve("blobs").toString(),
            "SLUICE_CATALOG_STAGING_GRACE", "PT5S",
            "SLUICE_CATALOG_MAINTENANCE_INTERVAL", "PT0.5S",
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local");
    one = SluiceProcess.server(folder.resolve("one"), shared);
    two = SluiceProcess.server(folder.resolve("two"), shared);
    lake = Lake.create(one);
    token = RestClient.token(one.catalog(), SluiceProcess.ROOT);
    try (RestClient client = new RestClient(two.catalog(), token)) {
      LakeTables.createNamespace(client, "ns");
    }
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  private static void all(List<Change> works) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Change work : works) {
        running.add(
            executor.submit(
                () -> {
                  for (int step = 0; step < STEPS; step++) {
                    work.run();
                  }
                  return work;
                }));
      }
      for (Future<?> future : running) {
        future.get();
      }
    }
  }

  @Test
  void whatIsCommittedAtEitherIsThereAtBoth() throws Exception {
    Random random = new Random(42);
    List<CrashWriter> writers = new ArrayList<>();
    List<Appender> appenders = List.of(new Appender(), new Appender());
    List<Change> works = new ArrayList<>();
    List<String> together = List.of("shared", "one", "two");
    try (RestClient first = new RestClient(one.catalog(), token);
        RestClient second = new RestClient(two.catalog(), token);
        RESTCatalog atFirst = Appender.connect(one.catalog(), SluiceProcess.ROOT);
        RESTCatalog atSecond = Appender.connect(two.catalog(), SluiceProcess.ROOT)) {
      for (String table : together) {
        LakeTables.create(first, table);
      }
      Appender.create(atFirst);
      int number = 0;
      for (RestClient client : List.of(first, second)) {
        for (CrashWriter writer :
            List.of(
                new BranchWriter("shared", number, new Random(random.nextLong())),
                new TransactionWriter(together, number, new Random(random.nextLong())))) {
          writers.add(writer);
          works.add(() -> writer.step(client));
        }
        number++;
      }
      works.add(() -> appenders.getFirst().append(atFirst));
      works.add(() -> appenders.getLast().append(atSecond));

      all(works);

      for (CrashWriter writer : writers) {
        writer.verify(first);
        writer.verify(second);
      }
      Appender.verify(one, appenders);
      Appender.verify(two, appenders);
      MetadataFiles files = new MetadataFiles(two, first);
      files.verify();
      files.verifyThereAreNoOthers(new HashSet<>(), new HashSet<>());
    }
  }

  @Test
  void whatWasUnderWayWhereOneIsKilledIsFinishedAtAnother() throws Exception {
    Random random = new Random(7);
    List<String> together = List.of("left", "right");
    List<CrashWriter> writers = new ArrayList<>();
    AtomicInteger steps = new AtomicInteger();
    AtomicBoolean killed = new AtomicBoolean();
    try (SluiceProcess third = SluiceProcess.server(folder.resolve("three"), shared);
        RestClient first = new RestClient(one.catalog(), token);
        RestClient atThird = new RestClient(third.catalog(), token)) {
      for (String table : together) {
        LakeTables.create(first, table);
      }
      LakeTables.createNamespace(first, "names-0");
      writers.add(new BranchWriter("left", 0, new Random(random.nextLong())));
      writers.add(new TransactionWriter(together, 0, new Random(random.nextLong())));
      String base = "s3://%s/warehouse".formatted(Lake.BUCKET);
      writers.add(new NameWriter(0, base, new Random(random.nextLong())));
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (CrashWriter writer : writers) {
          running.add(
              executor.submit(
                  () -> CrashWriter.untilKilled(killed, steps, () -> writer.step(atThird))));
        }
        Eventually.holds(
            Duration.ofMinutes(1),
            () -> steps.get() >= STEPS || running.stream().anyMatch(Future::isDone));
        killed.set(true);
        third.kill();
        for (Future<?> future : running) {
          future.get();
        }
      }
      for (CrashWriter writer : writers) {
        writer.settle(first);
        writer.step(first);
        writer.verify(first);
      }
      new MetadataFiles(two, first).verify();
    }
  }

  @Test
  void aRightThatIsRevokedAtOneIsGoneAtTheOther() throws Exception {
    AccessKey key = lake.principal("reader", "TABLE_READ_DATA");
    String path = "namespaces/ns/tables/read";
    try (RestClient root = new RestClient(one.catalog(), token);
        RestClient reader = new RestClient(two.catalog(), RestClient.token(one.catalog(), key))) {
      LakeTables.create(root, "read");
      Answer loaded = reader.vended(path);
      assertThat(loaded.status()).isEqualTo(200);
      try (S3Client s3 = LakeTables.s3(two, LakeTables.credentials(loaded))) {
        String file = LakeTables.metadataKey(loaded);
        assertThat(s3.headObject(b -> b.bucket(Lake.BUCKET).key(file)).contentLength())
            .isPositive();

        lake.revoke("reader", "TABLE_READ_DATA");

        assertThat(reader.vended(path).status()).isEqualTo(403);
        assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket(Lake.BUCKET).key(file)))
            .isInstanceOfSatisfying(
                S3Exception.class,
                e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken"));
      }
    }
  }

  @Test
  void metadataMayBeLargerThanAnItem() throws Exception {
    List<String> tables = IntStream.range(0, 8).mapToObj(number -> "large-" + number).toList();
    try (RestClient first = new RestClient(one.catalog(), token);
        RestClient second = new RestClient(two.catalog(), token)) {
      for (String table : tables) {
        LakeTables.create(first, table);
      }
      for (int round = 0; round < 2; round++) {
        String property = "round-" + round;
        Random random = new Random(round);
        String changes =
            tables.stream()
                .map(table -> TransactionWriter.change(table, "", property, text(random)))
                .collect(Collectors.joining(","));
        Answer answer =
            first.send(
                Call.of(
                    "POST", "transactions/commit", "{\"table-changes\": [%s]}".formatted(changes)));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(204);
      }
      for (String table : tables) {
        assertThat(
                second
                    .get("namespaces/ns/tables/" + table)
                    .body()
                    .at("/metadata/properties/round-1")
                    .asText())
            .hasSizeGreaterThan(LARGE);
      }
      MetadataFiles files = new MetadataFiles(one, second);
      files.verify();
      for (String table : tables) {
        Call drop = Call.of("DELETE", "namespaces/ns/tables/" + table + "?purgeRequested=true", "");
        assertThat(second.send(drop).status()).isEqualTo(204);
      }
    }
  }

  private static String text(Random random) {
    byte[] bytes = new byte[LARGE];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}

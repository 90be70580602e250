package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.Eventually;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.lake.RestClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.rest.RESTCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Kills a server again and again while clients change its tables, and proves that what was
 * acknowledged is there and done once, that transactions are whole, that each metadata file says
 * what the store says, and that nothing is left of what came to nothing.
 */
final class CatalogCrashIT {
  private static final int KILLS = 6;
  private static final int MOST_CHANGES = 60;
  private static final List<String> TOGETHER = List.of("one", "two", "three");

  private static final Map<String, String> QUICK_TO_REAP =
      Map.of(
          "SLUICE_CATALOG_STAGING_GRACE", "PT2S",
          "SLUICE_CATALOG_MAINTENANCE_INTERVAL", "PT0.2S");

  @TempDir private Path folder;

  private final List<CrashWriter> writers = new ArrayList<>();
  private final List<NameWriter> names = new ArrayList<>();
  private final List<Appender> appenders = List.of(new Appender(), new Appender());
  private String token = "";
  private @Nullable AwsSessionCredentials vended;

  @Test
  void nothingThatWasAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("CatalogCrashIT: replay with -Dtest.args=-Dseed=" + seed);
    Random random = new Random(seed);
    Path data = folder.resolve("data");
    for (int kill = 0; kill < KILLS; kill++) {
      try (SluiceProcess server = SluiceProcess.server(data, QUICK_TO_REAP)) {
        if (kill == 0) {
          begin(server, random);
        }
        verify(server);
        changeUntilKilled(server, random);
      }
    }
    assertThat(writers).allMatch(writer -> writer.acknowledged() > 0);
    assertThat(appenders).allMatch(appender -> appender.acknowledged() > 0);
    try (SluiceProcess server = SluiceProcess.server(data, QUICK_TO_REAP)) {
      verify(server);
      Appender.verify(server, appenders);
      verifyFiles(server);
    }
  }

  private void begin(SluiceProcess server, Random random) throws IOException {
    Lake _ = Lake.create(server);
    token = RestClient.token(server.catalog(), SluiceProcess.ROOT);
    String base = "s3://%s/warehouse".formatted(Lake.BUCKET);
    for (int number = 0; number < 2; number++) {
      writers.add(new BranchWriter("shared", number, new Random(random.nextLong())));
      NameWriter name = new NameWriter(number, base, new Random(random.nextLong()));
      writers.add(name);
      names.add(name);
      writers.add(new TransactionWriter(TOGETHER, number, new Random(random.nextLong())));
    }
    writers.add(new BranchWriter("own", 0, new Random(random.nextLong())));
    try (RestClient client = new RestClient(server.catalog(), token)) {
      LakeTables.createNamespace(client, "ns");
      for (NameWriter name : names) {
        LakeTables.createNamespace(client, name.namespace());
      }
      for (String table : List.of("shared", "own", "one", "two", "three")) {
        LakeTables.create(client, table);
      }
    }
    try (RESTCatalog catalog = Appender.connect(server.catalog(), SluiceProcess.ROOT)) {
      Appender.create(catalog);
    }
  }

  private void changeUntilKilled(SluiceProcess server, Random random) throws Exception {
    AtomicInteger changes = new AtomicInteger();
    AtomicBoolean killed = new AtomicBoolean();
    int killAfter = 1 + random.nextInt(MOST_CHANGES);
    try (RestClient client = new RestClient(server.catalog(), token);
        RESTCatalog catalog = Appender.connect(server.catalog(), SluiceProcess.ROOT);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (CrashWriter writer : writers) {
        running.add(
            executor.submit(
                () -> CrashWriter.untilKilled(killed, changes, () -> writer.step(client))));
      }
      for (Appender appender : appenders) {
        running.add(
            executor.submit(
                () -> CrashWriter.untilKilled(killed, changes, () -> appender.append(catalog))));
      }
      Eventually.holds(
          Duration.ofMinutes(1),
          () -> changes.get() >= killAfter || running.stream().anyMatch(Future::isDone));
      // somewhere in the middle of whatever comes next
      LockSupport.parkNanos(random.nextInt(20_000_000));
      killed.set(true);
      server.kill();
      for (Future<?> future : running) {
        future.get();
      }
    }
  }

  private void verify(SluiceProcess server) throws IOException {
    try (RestClient client = new RestClient(server.catalog(), token)) {
      for (CrashWriter writer : writers) {
        writer.settle(client);
      }
      for (CrashWriter writer : writers) {
        writer.verify(client);
      }
      new MetadataFiles(server, client).verify();
      verifyCredentials(server, client);
    }
  }

  /** Those of before the first kill still open the files. */
  private void verifyCredentials(SluiceProcess server, RestClient client) throws IOException {
    Answer loaded = client.vended("namespaces/ns/tables/shared");
    AwsSessionCredentials first = vended == null ? LakeTables.credentials(loaded) : vended;
    vended = first;
    String key = LakeTables.metadataKey(loaded);
    try (S3Client s3 = LakeTables.s3(server, first)) {
      assertThat(s3.headObject(b -> b.bucket(Lake.BUCKET).key(key)).contentLength()).isPositive();
    }
  }

  private void verifyFiles(SluiceProcess server) throws IOException {
    Set<String> dropped = new HashSet<>();
    Set<String> purged = new HashSet<>();
    for (NameWriter name : names) {
      dropped.addAll(name.dropped());
      purged.addAll(name.purged());
    }
    // a location that was free again may have been taken by another one
    purged.removeAll(dropped);
    try (RestClient client = new RestClient(server.catalog(), token)) {
      MetadataFiles files = new MetadataFiles(server, client);
      files.verify();
      files.verifyThereAreNoOthers(dropped, purged);
    }
  }
}

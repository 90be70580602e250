package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceProcess;
import io.sluice.cli.SluiceProcess.Outcome;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, against a server that runs and against its own. */
final class DemoIT {
  private static final int MOST_LINES = 40;
  private static final String NOWHERE = "/var/empty";

  @TempDir private static Path folder;

  private static SluiceProcess server;

  @BeforeAll
  static void start() {
    server = SluiceProcess.server(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String address() {
    return server.catalog().resolve("/").toString();
  }

  private static Outcome demo(Map<String, String> environment, String... options) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "SLUICE_ROOT_ACCESS_KEY_ID",
                SluiceProcess.ROOT.id(),
                "SLUICE_ROOT_SECRET_ACCESS_KEY",
                SluiceProcess.ROOT.secret(),
                "SPARK_HOME",
                NOWHERE,
                "PATH",
                NOWHERE));
    all.putAll(environment);
    String[] arguments = new String[options.length + 1];
    arguments[0] = "demo";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return SluiceProcess.run(all, arguments);
  }

  private static void requireWhole(Outcome outcome) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines().count()).isLessThanOrEqualTo(MOST_LINES);
    assertThat(outcome.out())
        .contains("IANA Time Zone Database", "public domain")
        .containsPattern("time\\.clock_changes: \\d{5} rows in 10 files")
        .containsPattern("Pacific/Apia +2011-12-30T10:00Z +\\+24\\.0 hours")
        .contains("prefix     s3://sluice-demo/warehouse/time/clock_changes")
        .containsPattern("expiry     20[0-9T:-]+Z, in 5\\d minutes")
        .contains("may        write, read, delete")
        .contains("403 AccessDenied")
        .endsWith("All as it should be.\n")
        .doesNotContain("was possible", SluiceProcess.ROOT.secret());
  }

  @Test
  void itShowsTheSameHoweverOftenAndAnEngineReadsItsTable() throws IOException {
    requireWhole(demo(Map.of(), "--catalog-url", address()));
    Outcome again = demo(Map.of(), "--catalog-url", address());
    requireWhole(again);
    assertThat(again.out()).contains("asked by   Iceberg's generic reader", "spark-sql --packages");

    Lake lake = Lake.of(server);
    var credentials = lake.manage("POST", "principals/sluice-demo/reset", "").get("credentials");
    Map<String, String> settings =
        lake.engine(
            new AccessKey(
                credentials.get("clientId").asText(), credentials.get("clientSecret").asText()),
            "vended-credentials");
    settings.put("warehouse", "sluice-demo");
    try (SparkProcess spark =
        SparkProcess.start(folder.resolve("spark.log"), Map.of("demo", settings))) {
      assertThat(
              spark.column(
                  "SELECT zone FROM demo.time.clock_changes WHERE shift_seconds = 86400"
                      + " AND changed_at > TIMESTAMP '2000-01-01 00:00:00' ORDER BY zone"))
          .containsExactly("Pacific/Apia", "Pacific/Fakaofo");
    }
  }

  @Test
  void sparkIsAskedWhereItIsAndIsToldTheSecretInAFileOfItsOwner() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("spark/bin"));
    Files.createDirectories(folder.resolve("spark/jars"));
    Files.createFile(folder.resolve("spark/jars/spark-core_2.13-4.0.1.jar"));
    Path script = bin.resolve("spark-sql");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "$@" >> %s
        while [ "$1" != --properties-file ]; do shift; done
        /bin/ls -l "$2" >> %s
        /bin/cat "$2" >> %s
        echo 'noise' >&2
        printf 'Testing/Zone\\t2020-01-01 00:00:00\\t86400\\n'
        """
            .formatted(folder.resolve("said"), folder.resolve("said"), folder.resolve("said")));
    assertThat(script.toFile().setExecutable(true)).isTrue();

    Outcome outcome =
        demo(Map.of("SPARK_HOME", folder.resolve("spark").toString()), "--catalog-url", address());

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("asked by   Spark").containsPattern("Testing/Zone .*\\+24");
    List<String> said = Files.readAllLines(folder.resolve("said"));
    assertThat(said.getFirst())
        .contains("iceberg-spark-runtime-4.0_2.13", "FROM demo.time.clock_changes")
        .doesNotContain("credential");
    assertThat(said.get(1)).startsWith("-rw-------");
    assertThat(said).anyMatch(line -> line.startsWith("spark.sql.catalog.demo.credential "));

    Files.writeString(script, "#!/bin/sh\nexit 3\n");
    Outcome failed =
        demo(Map.of("SPARK_HOME", folder.resolve("spark").toString()), "--catalog-url", address());
    assertThat(failed.exitCode()).isZero();
    assertThat(failed.out())
        .contains("asked by   Iceberg's generic reader", "spark-sql has failed");
  }

  @Test
  void whereNoServerRunsItStartsOneAndLeavesNothingBehind() throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));

    Outcome outcome =
        demo(
            Map.of(
                "SLUICE_CATALOG_PORT", "1", "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("none runs here, so one was started")
        .endsWith("All as it should be.\n");
    try (var left = Files.list(temporary)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("sluice-demo"));
    }
  }

  @Test
  void whatGoesWrongIsOneLine() {
    Outcome absent = demo(Map.of(), "--catalog-url", "http://127.0.0.1:1");
    assertThat(absent.exitCode()).isEqualTo(1);
    assertThat(absent.err())
        .startsWith("sluice: no catalog answers at http://127.0.0.1:1")
        .hasLineCount(1);

    Outcome stranger =
        demo(Map.of("SLUICE_ROOT_SECRET_ACCESS_KEY", "another-secret"), "--catalog-url", address());
    assertThat(stranger.exitCode()).isEqualTo(1);
    assertThat(stranger.err()).hasLineCount(1).doesNotContain("another-secret");
    Outcome malformed =
        demo(Map.of("SLUICE_ROOT_SECRET_ACCESS_KEY", "short"), "--catalog-url", address());
    assertThat(malformed.exitCode()).isEqualTo(2);
    assertThat(malformed.err()).hasLineCount(1).doesNotContain("short");
  }
}

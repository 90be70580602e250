package io.sluice.cli.demo;

import io.sluice.manager.secret.AccessKey;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.IcebergBuild;

/** Apache Spark, where it is on this machine: {@code spark-sql}. */
final class Spark {
  private static final String COMMAND = "spark-sql";
  private static final String USUAL = "4.1_2.13";
  private static final Pattern CORE =
      Pattern.compile("spark-core_(2\\.\\d+)-(\\d+\\.\\d+)\\..*jar");
  private static final long LONGEST_MINUTES = 5;
  private static final int MOST_BYTES = 64 << 10;
  private static final String CATALOG = "spark.sql.catalog.demo";

  private final Path command;
  private final Path home;

  private Spark(Path command, Path home) {
    this.command = command;
    this.home = home;
  }

  /** That of {@code SPARK_HOME}, else the one on the PATH. */
  static Optional<Spark> find(Map<String, String> environment) {
    Stream<Path> folders =
        Stream.concat(
            Stream.ofNullable(environment.get("SPARK_HOME"))
                .filter(home -> !home.isEmpty())
                .map(home -> Path.of(home, "bin")),
            Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of));
    return folders
        .map(folder -> folder.resolve(COMMAND))
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> new Spark(found, home(found)));
  }

  private static Path home(Path command) {
    try {
      return command.toRealPath().resolve("../..").normalize();
    } catch (IOException _) {
      return command.resolve("../..").normalize();
    }
  }

  /** What Spark has to know, apart from the credential. */
  static Map<String, String> settings(URI server) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(CATALOG, "org.apache.iceberg.spark.SparkCatalog");
    settings.put(CATALOG + ".type", "rest");
    settings.put(CATALOG + ".uri", server + "/api/catalog");
    settings.put(CATALOG + ".warehouse", DemoEntities.NAME);
    settings.put(CATALOG + ".scope", "PRINCIPAL_ROLE:ALL");
    settings.put(CATALOG + ".header.X-Iceberg-Access-Delegation", "vended-credentials");
    return settings;
  }

  /** The command that does the same by hand, line by line. */
  static List<String> byHand(URI server, String query) {
    List<String> lines = new ArrayList<>();
    lines.add("%s --packages %s \\".formatted(COMMAND, packages(USUAL)));
    settings(server)
        .forEach((name, value) -> lines.add("  --conf %s=%s \\".formatted(name, value)));
    lines.add("  --conf %s.credential=$ID:$SECRET \\".formatted(CATALOG));
    lines.add("  -e \"%s\"".formatted(query));
    return lines;
  }

  private static String packages(String version) {
    String iceberg = IcebergBuild.version();
    return "org.apache.iceberg:iceberg-spark-runtime-%s:%s,org.apache.iceberg:iceberg-aws-bundle:%s"
        .formatted(version, iceberg, iceberg);
  }

  /** The rows of a query, columns separated by tabs; empty if Spark has failed. */
  Optional<List<String>> query(URI server, AccessKey key, String query) {
    try {
      Path settings =
          Files.createTempFile(
              "sluice-demo",
              ".conf",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        // not on the command line, which everybody on the machine can read
        Files.writeString(settings, properties(server, key));
        return run(settings, query);
      } finally {
        Files.delete(settings);
      }
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String properties(URI server, AccessKey key) {
    Map<String, String> all = new LinkedHashMap<>(settings(server));
    all.put(CATALOG + ".credential", key.id() + ":" + key.secret());
    all.put("spark.ui.enabled", "false");
    all.put("spark.sql.session.timeZone", "UTC");
    return all.entrySet().stream()
        .map(setting -> setting.getKey() + " " + setting.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private Optional<List<String>> run(Path settings, String query)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(command.toString()));
    List<String> jars = jars();
    if (jars.stream().noneMatch(jar -> jar.startsWith("iceberg-spark-runtime"))) {
      arguments.addAll(List.of("--packages", packages(version(jars))));
    }
    arguments.addAll(List.of("--properties-file", settings.toString(), "-e", query));
    Process process =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      process.getOutputStream().close();
      Thread watch = Thread.ofVirtual().start(() -> stopWhenTooLong(process));
      String out =
          new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      watch.interrupt();
      return exitCode == 0
          ? Optional.of(out.lines().filter(line -> line.contains("\t")).toList())
          : Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void stopWhenTooLong(Process process) {
    try {
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      // it has ended
    }
  }

  private List<String> jars() {
    try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
      return jars.map(jar -> String.valueOf(jar.getFileName())).toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static String version(List<String> jars) {
    return jars.stream()
        .map(CORE::matcher)
        .filter(Matcher::matches)
        .map(core -> core.group(2) + "_" + core.group(1))
        .findFirst()
        .orElse(USUAL);
  }
}

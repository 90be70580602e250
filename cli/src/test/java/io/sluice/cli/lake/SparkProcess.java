package io.sluice.cli.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A real Spark, on a JDK that it supports, which knows catalogs by their address alone. */
final class SparkProcess implements AutoCloseable {
  private static final Path LIBRARIES = Path.of(System.getProperty("spark.lib"));

  /** What Spark's own launcher opens. */
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final ObjectMapper json = new ObjectMapper();

  /** Says what went wrong in Spark, from the outer cause to the inner one. */
  static final class SqlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SqlException(String message) {
      super(message);
    }
  }

  private SparkProcess(Process process, Path log) throws IOException {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.US_ASCII);
    this.in = process.outputWriter(StandardCharsets.US_ASCII);
    if (!"READY".equals(out.readLine())) {
      throw new IllegalStateException("Spark did not start: " + Files.readString(log));
    }
  }

  /**
   * Starts it.
   *
   * @param catalogs the settings of each catalog, under the name that it has in SQL
   */
  static SparkProcess start(Path log, Map<String, Map<String, String>> catalogs) {
    List<String> command = new ArrayList<>();
    command.add(javaHome().resolve("bin").resolve("java").toString());
    OPENED.forEach(name -> command.add("--add-opens=java.base/%s=ALL-UNNAMED".formatted(name)));
    command.add("-Xmx1g");
    command.add("-Dspark.master=local[2]");
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.driver.bindAddress=127.0.0.1");
    command.add("-Dspark.driver.host=127.0.0.1");
    command.add("-Dspark.sql.shuffle.partitions=2");
    command.add("-Dspark.sql.warehouse.dir=" + log.resolveSibling("spark-warehouse"));
    command.add(
        "-Dspark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    catalogs.forEach(
        (name, settings) -> {
          String prefix = "-Dspark.sql.catalog." + name;
          command.add(prefix + "=org.apache.iceberg.spark.SparkCatalog");
          command.add(prefix + ".type=rest");
          settings.forEach((key, value) -> command.add(prefix + "." + key + "=" + value));
        });
    command.addAll(List.of("-cp", LIBRARIES + "/*", "io.sluice.catalog.spark.SqlShell"));
    ProcessBuilder builder = new ProcessBuilder(command);
    // what it knows of the lake's credentials, it has from the catalog
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.redirectError(log.toFile());
    try {
      return new SparkProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spark 4 runs on 17 and 21. */
  private static Path javaHome() {
    String configured = System.getenv("SLUICE_SPARK_JAVA_HOME");
    if (configured != null) {
      return Path.of(configured);
    }
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      return homes
          .filter(home -> release(home).matches("(17|21)\\..*"))
          .sorted()
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "no JDK 17 or 21 for Spark in /usr/lib/jvm; name one by"
                          + " SLUICE_SPARK_JAVA_HOME"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String release(Path home) {
    try {
      return Files.readAllLines(home.resolve("release")).stream()
          .filter(line -> line.startsWith("JAVA_VERSION=\""))
          .map(line -> line.substring("JAVA_VERSION=\"".length()))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Runs a statement, and returns its rows.
   *
   * @throws SqlException if it fails
   */
  synchronized List<JsonNode> sql(String statement) {
    try {
      in.write(Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8)));
      in.write('\n');
      in.flush();
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("Spark has ended, during: " + statement);
      }
      int space = line.indexOf(' ');
      String text =
          new String(Base64.getDecoder().decode(line.substring(space + 1)), StandardCharsets.UTF_8);
      if (line.startsWith("ERROR ")) {
        throw new SqlException(text);
      }
      return StreamSupport.stream(json.readTree(text).spliterator(), false).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a statement's only column. */
  List<String> column(String statement) {
    return sql(statement).stream().map(row -> row.elements().next().asText()).toList();
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

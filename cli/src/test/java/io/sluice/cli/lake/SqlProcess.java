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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An engine in a process of its own, on a JDK that it supports, which answers statements of SQL
 * line by line: each is sent in Base64, and answered by its rows or by what went wrong.
 */
abstract class SqlProcess implements AutoCloseable {
  private final String engine;
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final ObjectMapper json = new ObjectMapper();

  /** Says what went wrong in the engine, from the outer cause to the inner one. */
  static final class SqlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SqlException(String message) {
      super(message);
    }
  }

  /**
   * Starts it.
   *
   * @param arguments those of Java
   */
  SqlProcess(String engine, List<String> arguments, Path log) {
    this.engine = engine;
    List<String> command = new ArrayList<>();
    command.add(javaHome().resolve("bin").resolve("java").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // what it knows of the lake's credentials, it has from the catalog
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.redirectError(log.toFile());
    try {
      this.process = builder.start();
      this.out = process.inputReader(StandardCharsets.US_ASCII);
      this.in = process.outputWriter(StandardCharsets.US_ASCII);
      if (!"READY".equals(out.readLine())) {
        throw new IllegalStateException(
            "%s did not start: %s".formatted(engine, Files.readString(log)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spark 4 and Flink 2 run on 17 and 21. */
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
                      "no JDK 17 or 21 for engines in /usr/lib/jvm; name one by"
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
        throw new IllegalStateException(engine + " has ended, during: " + statement);
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

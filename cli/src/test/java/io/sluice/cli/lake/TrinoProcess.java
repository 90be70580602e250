package io.sluice.cli.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Eventually;
import io.sluice.cli.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A real Trino of one node, which is asked as its clients do: by HTTP, page after page. */
final class TrinoProcess implements AutoCloseable {
  private static final Path SERVER = Path.of(System.getProperty("trino.server"));
  private static final Duration LONGEST_START = Duration.ofMinutes(4);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI address;

  /** Says why a query failed, by Trino's own name for it and its message. */
  static final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QueryException(String message) {
      super(message);
    }
  }

  private TrinoProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it, and waits until it is ready.
   *
   * @param catalogs the properties of each catalog, under the name that it has in SQL
   */
  static TrinoProcess start(Path folder, Map<String, Map<String, String>> catalogs) {
    try {
      int port = FreePort.find();
      URI address = URI.create("http://127.0.0.1:" + port);
      Path files = Files.createDirectories(folder.resolve("catalog"));
      for (Map.Entry<String, Map<String, String>> catalog : catalogs.entrySet()) {
        write(files.resolve(catalog.getKey() + ".properties"), catalog.getValue());
      }
      Path configuration = folder.resolve("config.properties");
      write(
          configuration,
          Map.of(
              "node.environment", "test",
              "node.internal-address", "127.0.0.1",
              "node-scheduler.include-coordinator", "true",
              "http-server.http.port", Integer.toString(port),
              "discovery.uri", address.toString(),
              "plugin.dir", SERVER.resolve("plugin").toString(),
              "catalog.config-dir", files.toString()));
      Path log = folder.resolve("trino.log");
      TrinoProcess started = new TrinoProcess(launch(folder, configuration, log), address);
      boolean ready =
          Eventually.holds(LONGEST_START, () -> !started.process.isAlive() || started.isReady());
      if (!ready || !started.process.isAlive()) {
        started.close();
        throw new IllegalStateException("Trino did not start: " + Files.readString(log));
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, Map<String, String> properties) throws IOException {
    Files.write(
        file,
        new TreeMap<>(properties)
            .entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue())
                .toList());
  }

  private static Process launch(Path folder, Path configuration, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+UseG1GC",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dconfig=" + configuration,
            "-cp",
            SERVER.resolve("lib") + "/*",
            "io.trino.server.TrinoServer");
    // what it knows of the lake's credentials, it has from the catalog
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    return builder
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private boolean isReady() {
    try {
      JsonNode info = send(HttpRequest.newBuilder(address.resolve("/v1/info")));
      return !info.path("starting").asBoolean(true);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs a statement, and returns its rows.
   *
   * @throws QueryException if it fails
   */
  List<List<String>> sql(String statement) {
    List<List<String>> rows = new ArrayList<>();
    try {
      JsonNode page =
          send(
              HttpRequest.newBuilder(address.resolve("/v1/statement"))
                  .POST(BodyPublishers.ofString(statement)));
      while (page.has("nextUri")) {
        page = send(HttpRequest.newBuilder(URI.create(page.path("nextUri").asText())));
        for (JsonNode row : page.path("data")) {
          rows.add(row.valueStream().map(JsonNode::asText).toList());
        }
      }
      if (page.has("error")) {
        throw new QueryException(describe(page.path("error")));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String describe(JsonNode error) {
    List<String> messages = new ArrayList<>(List.of(error.path("errorName").asText()));
    for (JsonNode cause = error.path("failureInfo");
        !cause.isMissingNode();
        cause = cause.path("cause")) {
      messages.add(cause.path("message").asText());
    }
    return messages.stream().collect(Collectors.joining("\n"));
  }

  /** The values of a statement's only column. */
  List<String> column(String statement) {
    return sql(statement).stream().map(List::getFirst).toList();
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    try {
      return JSON.readTree(
          http.send(
                  request.header("X-Trino-User", "test").timeout(Duration.ofMinutes(2)).build(),
                  BodyHandlers.ofString())
              .body());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.sluice.store.dynamodb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Amazon's DynamoDB for one machine: a process of its own that keeps everything in memory, started
 * by the first test that needs it and stopped when the tests end.
 */
public final class LocalDynamoDb {
  private static final Duration START = Duration.ofMinutes(2);
  private static @Nullable LocalDynamoDb running;

  private final URI endpoint;

  private LocalDynamoDb(URI endpoint) {
    this.endpoint = endpoint;
  }

  public static synchronized LocalDynamoDb running() {
    if (running == null) {
      // the SDK finds these as it would in production; nothing of them is in the URI
      System.setProperty("aws.accessKeyId", "local");
      System.setProperty("aws.secretAccessKey", "local");
      running = start();
    }
    return running;
  }

  URI endpoint() {
    return endpoint;
  }

  /** Names a table that nobody else uses. */
  public static String freshTable() {
    return "test-" + UUID.randomUUID();
  }

  /** The URI of a store, whose table is made if it is not there. */
  public String uri(String table) {
    return "dynamodb://" + table + "?region=eu-central-1&create=true&endpoint=" + endpoint;
  }

  DynamoDbOptions options(String table) {
    return DynamoDbOptions.parse(uri(table));
  }

  DynamoDbStore open(String table) {
    return DynamoDbStore.open(options(table));
  }

  /** Opens a store whose requests go through a network with faults. */
  DynamoDbStore open(DynamoDbOptions options, TestingNetwork network) {
    return DynamoDbStore.open(Clients.connect(options, network), options);
  }

  DynamoDbClient client() {
    return Clients.connect(options("any"));
  }

  private static LocalDynamoDb start() {
    try {
      Path library = Path.of(System.getProperty("dynamodb-local.lib"));
      Path natives = Files.createTempDirectory("dynamodb-local");
      copyNatives(library, natives);
      int port = freePort();
      Process process =
          new ProcessBuilder(command(library, natives, port))
              .directory(natives.toFile())
              .redirectErrorStream(true)
              .redirectOutput(natives.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, natives)));
      awaitPort(process, port, natives.resolve("log"));
      return new LocalDynamoDb(URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path library, Path natives, int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Xmx512m",
        "-Dsqlite4java.library.path=" + natives,
        "-cp",
        library + "/*",
        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
        "-inMemory",
        "-sharedDb",
        "-disableTelemetry",
        "-port",
        String.valueOf(port));
  }

  /** They are artifacts with a version in their names, which the loader does not know. */
  private static void copyNatives(Path library, Path natives) throws IOException {
    try (Stream<Path> files = Files.list(library)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches(".*sqlite4java-.*\\.(so|dylib|jnilib|dll)")) {
          Files.copy(file, natives.resolve(name.replaceFirst("-[0-9][0-9.]*(\\.[a-z]+)$", "$1")));
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(Process process, int port, Path log) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("DynamoDB Local does not run: " + Files.readString(log), e);
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private static void stop(Process process, Path natives) {
    process.destroyForcibly();
    try {
      process.waitFor();
      try (Stream<Path> files = Files.list(natives)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(natives);
    } catch (IOException | InterruptedException e) {
      System.err.println("DynamoDB Local left something behind in " + natives + ": " + e);
    }
  }
}

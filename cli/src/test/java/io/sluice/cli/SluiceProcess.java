package io.sluice.cli;

import io.sluice.manager.secret.AccessKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The real command in a process of its own, from the distribution that was just built. */
public final class SluiceProcess implements AutoCloseable {
  public static final Region REGION = Region.US_EAST_1;
  public static final AccessKey ROOT = new AccessKey("ROOTACCESSKEYID", "root-secret-access-key");

  /** Of what a process does not have. */
  private static final URI NONE = URI.create("");

  private static final Path LIBRARIES = Path.of(System.getProperty("test.distribution"), "lib");

  /** What a command said, and how it ended. */
  public record Outcome(int exitCode, String out, String err) {}

  private final Process process;
  private final URI endpoint;
  private final URI management;
  private final int managerPort;
  private final URI catalog;

  private SluiceProcess(
      Process process, URI endpoint, URI management, int managerPort, URI catalog) {
    this.process = process;
    this.endpoint = endpoint;
    this.management = management;
    this.managerPort = managerPort;
    this.catalog = catalog;
  }

  /** Starts a server on free ports, and waits until it is ready. */
  public static SluiceProcess server(Path dataFolder, String... jvmOptions) {
    return server(dataFolder, Map.of(), jvmOptions);
  }

  /** The same, with settings by environment variables. */
  public static SluiceProcess server(
      Path dataFolder, Map<String, String> environment, String... jvmOptions) {
    return start(
        dataFolder,
        environment,
        FreePort.find(),
        command(List.of(jvmOptions), "server", "--port", "0", "--data-dir", dataFolder.toString()));
  }

  /** Starts a manager on a free port, and waits until it is ready. */
  public static SluiceProcess manager(Path dataFolder) {
    return manager(dataFolder, Map.of());
  }

  /** The same, with settings by environment variables. */
  public static SluiceProcess manager(Path dataFolder, Map<String, String> environment) {
    return start(
        dataFolder,
        environment,
        FreePort.find(),
        command(List.of(), "manager", "--data-dir", dataFolder.toString()));
  }

  /** Starts a gateway that knows nothing but where this manager and its blobs are. */
  public SluiceProcess gateway(Path dataFolder) {
    return gateway(dataFolder, this);
  }

  /** The same, on a port that others know already. */
  public SluiceProcess gateway(Path dataFolder, int port) {
    return gateway(dataFolder, port, this);
  }

  /** Starts a gateway that knows nothing but where the managers and their blobs are. */
  public static SluiceProcess gateway(Path dataFolder, SluiceProcess... managers) {
    return gateway(dataFolder, 0, managers);
  }

  private static SluiceProcess gateway(Path dataFolder, int port, SluiceProcess... managers) {
    return start(
        dataFolder.resolveSibling("gateway"),
        Map.of("SLUICE_ROOT_ACCESS_KEY_ID", "", "SLUICE_ROOT_SECRET_ACCESS_KEY", ""),
        managers[0].managerPort,
        command(
            List.of(),
            "gateway",
            "--port",
            Integer.toString(port),
            "--manager",
            Stream.of(managers)
                .map(manager -> "127.0.0.1:" + manager.managerPort)
                .collect(Collectors.joining(",")),
            "--blobs-dir",
            dataFolder.resolve("blobs").toString()));
  }

  private static SluiceProcess start(
      Path dataFolder, Map<String, String> environment, int managerPort, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SLUICE_ROOT_ACCESS_KEY_ID", ROOT.id());
    builder.environment().put("SLUICE_ROOT_SECRET_ACCESS_KEY", ROOT.secret());
    builder.environment().put("SLUICE_MANAGEMENT_PORT", "0");
    builder.environment().put("SLUICE_CATALOG_PORT", "0");
    builder.environment().put("SLUICE_MANAGER_PORT", Integer.toString(managerPort));
    builder.environment().putAll(environment);
    Path log = dataFolder.resolveSibling(dataFolder.getFileName() + ".log");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      return ready(process, managerPort, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SluiceProcess ready(Process process, int managerPort, Path log)
      throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    URI endpoint = NONE;
    URI catalog = NONE;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("  S3 endpoint")) {
        endpoint = URI.create(line.substring(line.indexOf("http")));
      } else if (line.startsWith("  catalog")) {
        catalog = URI.create(line.substring(line.indexOf("http")));
      } else if (line.startsWith("  metrics")) {
        // the last line that all have
        URI management = URI.create(line.substring(line.indexOf("http"))).resolve("/");
        return new SluiceProcess(process, endpoint, management, managerPort, catalog);
      }
    }
    throw new IllegalStateException("the server did not start: " + Files.readString(log));
  }

  /** Runs a command to its end. */
  public static Outcome run(Map<String, String> environment, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(List.of(), arguments));
    builder.environment().putAll(environment);
    return Commands.run(builder);
  }

  /** Runs a command that talks to this server, as its root. */
  public Outcome runHere(String... arguments) {
    return run(
        Map.of(
            "SLUICE_ROOT_ACCESS_KEY_ID", ROOT.id(),
            "SLUICE_ROOT_SECRET_ACCESS_KEY", ROOT.secret(),
            "SLUICE_MANAGER_PORT", Integer.toString(managerPort)),
        arguments);
  }

  private static List<String> command(List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", LIBRARIES + "/*", "io.sluice.cli.Sluice"));
    Stream.of(arguments).forEach(command::add);
    return command;
  }

  public URI endpoint() {
    return endpoint;
  }

  public URI catalog() {
    return catalog;
  }

  public int managerPort() {
    return managerPort;
  }

  public URI management() {
    return management;
  }

  /** A client that signs as the root. */
  public S3Client s3() {
    return s3(ROOT);
  }

  public S3Client s3(AccessKey key) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(REGION)
        .forcePathStyle(true)
        .credentialsProvider(credentials(key))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  public static AwsCredentialsProvider credentials(AccessKey key) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
  }

  /** Writes what is on its heap into a file. */
  public void dumpHeap(Path file) {
    Outcome dump =
        Commands.run(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.heap_dump",
                "-all",
                file.toString()));
    if (dump.exitCode() != 0) {
      throw new IllegalStateException(dump.out() + dump.err());
    }
  }

  /** Ends it at once, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Tells it to stop, as {@code kill} does. */
  public void terminate() {
    process.destroy();
  }

  /** Waits until it has ended. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the server did not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

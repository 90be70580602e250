package io.sluice.bench.system;

import io.sluice.bench.reference.BareExchange;
import io.sluice.bench.s3.Dialogue;
import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.s3.Endpoint.Credentials;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.RunningProduct.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts products on free ports of this machine. */
public final class Launcher {
  private static final String SLUICE_HEAP = "-Xmx512m";
  private static final String RECORDING =
      "-XX:StartFlightRecording:settings=profile,jdk.CPUTimeSample#enabled=true";

  private final Path work;
  private final List<String> sluice;
  private final Path peers;
  private final boolean profiling;

  /** Where Sluice keeps objects, once it has started. */
  private @Nullable Endpoint storage;

  /**
   * Takes where everything is.
   *
   * @param work where the products' folders and logs go
   * @param sluice the command
   * @param peers the folder of the scripts that start the others
   */
  public Launcher(Path work, List<String> sluice, Path peers, Profiling profiling) {
    this.work = work;
    this.sluice = List.copyOf(sluice);
    this.peers = peers;
    this.profiling = profiling == Profiling.ON;
  }

  /** Whether Sluice's JVM records where its time goes. */
  public enum Profiling {
    ON,
    OFF
  }

  /** Starts one and waits until it answers. */
  public RunningProduct start(Product product) {
    return start(product, product.id());
  }

  /** The same, in a folder of another name. */
  public RunningProduct start(Product product, String folderName) {
    try {
      Path folder = Files.createDirectories(work.resolve(folderName).toAbsolutePath());
      Ports ports = new Ports(freePort(), freePort(), freePort());
      ProcessBuilder builder = new ProcessBuilder(command(product, folder, ports.main()));
      builder.environment().putAll(settings(product, ports));
      RunningProduct running = RunningProduct.start(product, builder, folder, ports);
      if (product == Product.SLUICE) {
        storage = running.endpoint();
      }
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + product.title(), e);
    }
  }

  private Map<String, String> settings(Product product, Ports ports) {
    return switch (product) {
      case SLUICE -> settings(Product.SLUICE.requiredCredentials(), ports);
      case NESSIE -> nessieStorage();
      case S3PROXY, S3MOCK, OZONE, NGINX, BARE, ICEBERG -> Map.of();
    };
  }

  /** Nessie writes its metadata files to Sluice. */
  private Map<String, String> nessieStorage() {
    if (storage == null) {
      throw new IllegalStateException("Nessie needs Sluice to have started");
    }
    new Dialogue(storage).ask(Call.of("PUT", "/nessie")).successful();
    Credentials credentials = Product.SLUICE.requiredCredentials();
    return Map.of(
        "PEER_S3_ENDPOINT",
        "http://" + storage.authority(),
        "PEER_S3_ACCESS_KEY_ID",
        credentials.accessKeyId(),
        "PEER_S3_SECRET_ACCESS_KEY",
        credentials.secret());
  }

  private Map<String, String> settings(Credentials credentials, Ports ports) {
    return Map.of(
        "SLUICE_ROOT_ACCESS_KEY_ID",
        credentials.accessKeyId(),
        "SLUICE_ROOT_SECRET_ACCESS_KEY",
        credentials.secret(),
        "SLUICE_MANAGEMENT_PORT",
        Integer.toString(ports.management()),
        "SLUICE_CATALOG_PORT",
        Integer.toString(ports.catalog()),
        "SLUICE_MANAGER_PORT",
        "0",
        "SLUICE_JAVA_OPTS",
        profiling ? SLUICE_HEAP + " " + RECORDING : SLUICE_HEAP,
        // what a run replaces or deletes shall not fill the disk before the run is over
        "SLUICE_REAPER_GRACE",
        "PT20S",
        "SLUICE_REAPER_INTERVAL",
        "PT10S");
  }

  private List<String> command(Product product, Path folder, int port) {
    List<String> command = new ArrayList<>();
    switch (product) {
      case SLUICE -> {
        command.addAll(sluice);
        command.addAll(
            List.of(
                "server",
                "--port",
                Integer.toString(port),
                "--data-dir",
                folder.resolve("data").toString()));
      }
      case BARE ->
          command.addAll(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  SLUICE_HEAP,
                  "-cp",
                  System.getProperty("java.class.path"),
                  BareExchange.class.getName(),
                  Integer.toString(port)));
      case S3PROXY, S3MOCK, OZONE, NGINX, ICEBERG, NESSIE ->
          command.addAll(
              List.of(
                  peers.resolve(product.id()).toString(),
                  folder.toString(),
                  Integer.toString(port)));
    }
    return command;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

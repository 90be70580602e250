package io.sluice.bench.system;

import io.sluice.bench.reference.BareExchange;
import io.sluice.bench.s3.Dialogue;
import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.s3.Endpoint.Credentials;
import io.sluice.bench.s3.RequestEncoder.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Starts products on free ports of this machine. */
public final class Launcher {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String SLUICE_HEAP = "-Xmx512m";
  private static final String RECORDING =
      "-XX:StartFlightRecording:settings=profile,jdk.CPUTimeSample#enabled=true";

  private final Path work;
  private final List<String> sluice;
  private final Path peers;
  private final boolean profiling;

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
      int port = freePort();
      ProcessBuilder builder = new ProcessBuilder(command(product, folder, port));
      @Nullable Endpoint metrics = null;
      if (product == Product.SLUICE) {
        int management = freePort();
        metrics = Endpoint.local(management, null);
        builder.environment().putAll(settings(product, management));
      }
      Path log = folder.resolveSibling(folderName + ".log");
      Process process =
          builder
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Path pidFile = folder.resolveSibling(folderName + ".pid");
      Files.writeString(pidFile, Long.toString(process.pid()));
      RunningProduct running =
          new RunningProduct(
              product,
              process,
              Endpoint.local(port, product.credentials()),
              folder,
              metrics,
              pidFile);
      awaitAnswer(running, log);
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + product.title(), e);
    }
  }

  private Map<String, String> settings(Product product, int management) {
    Credentials credentials = product.credentials();
    if (credentials == null) {
      return Map.of();
    }
    return Map.of(
        "SLUICE_ROOT_ACCESS_KEY_ID",
        credentials.accessKeyId(),
        "SLUICE_ROOT_SECRET_ACCESS_KEY",
        credentials.secret(),
        "SLUICE_CATALOG_PORT",
        "0",
        "SLUICE_MANAGEMENT_PORT",
        Integer.toString(management),
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
      case S3PROXY, S3MOCK, OZONE, NGINX ->
          command.addAll(
              List.of(
                  peers.resolve(product.id()).toString(),
                  folder.toString(),
                  Integer.toString(port)));
    }
    return command;
  }

  private static void awaitAnswer(RunningProduct running, Path log) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(running)) {
      if (!running.alive() || System.nanoTime() - deadline > 0) {
        running.close();
        throw new IllegalStateException(
            "%s did not start; see %s".formatted(running.product().title(), log));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean answers(RunningProduct running) {
    try {
      int status = new Dialogue(running.endpoint()).ask(Call.of("GET", "/")).status();
      return status < 500;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

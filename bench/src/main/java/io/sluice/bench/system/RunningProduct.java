package io.sluice.bench.system;

import io.sluice.bench.s3.Dialogue;
import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.s3.RequestEncoder.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A product in a process of its own, with a folder of its own. */
public final class RunningProduct implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LONGEST_START = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Product product;
  private final ProcessBuilder builder;
  private final Path log;
  private final Endpoint endpoint;
  private final Path folder;
  private final @Nullable Endpoint metrics;
  private final Path pidFile;
  private final Endpoint catalog;
  private Process process;

  private RunningProduct(Product product, ProcessBuilder builder, Path folder, Ports ports)
      throws IOException {
    this.product = product;
    this.builder = builder;
    this.folder = folder;
    this.log = folder.resolveSibling(folder.getFileName() + ".log");
    this.pidFile = folder.resolveSibling(folder.getFileName() + ".pid");
    this.endpoint = Endpoint.local(ports.main(), product.credentials());
    this.metrics = product == Product.SLUICE ? Endpoint.local(ports.management(), null) : null;
    this.catalog = Endpoint.local(product == Product.SLUICE ? ports.catalog() : ports.main(), null);
    this.process = spawn();
  }

  /**
   * Where it listens.
   *
   * @param catalog only Sluice has a port of its own for that
   * @param management the same
   */
  record Ports(int main, int catalog, int management) {}

  /** Starts it and waits until it answers. */
  static RunningProduct start(Product product, ProcessBuilder builder, Path folder, Ports ports)
      throws IOException {
    RunningProduct running = new RunningProduct(product, builder, folder, ports);
    running.awaitAnswer();
    return running;
  }

  private Process spawn() throws IOException {
    Process started =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Files.writeString(pidFile, Long.toString(started.pid()));
    return started;
  }

  /** Stops it and starts it again, with what it keeps. */
  public void restart() {
    close();
    try {
      process = spawn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + product.title() + " again", e);
    }
    awaitAnswer();
  }

  private void awaitAnswer() {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (!answers(endpoint) || !answers(catalog)) {
      if (!alive() || System.nanoTime() - deadline > 0) {
        close();
        throw new IllegalStateException("%s did not start; see %s".formatted(product.title(), log));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static boolean answers(Endpoint asked) {
    try {
      return new Dialogue(asked).ask(Call.of("GET", "/")).status() < 500;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  public Product product() {
    return product;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Where its catalog of tables is, if it has one. */
  public Endpoint catalog() {
    return catalog;
  }

  public Path folder() {
    return folder;
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** What it has taken so far. */
  public Duration cpu() {
    return ProcessCost.cpu(process.toHandle());
  }

  public double peakMebibytes() {
    return ProcessCost.peakKibibytes(process.toHandle()) / 1024.0;
  }

  /** What is resident now. */
  public double residentMebibytes() {
    return ProcessCost.residentKibibytes(process.toHandle()) / 1024.0;
  }

  /** How often it has waited for the disk so far; empty where it does not tell. */
  public OptionalLong syncs() {
    return metrics == null
        ? OptionalLong.empty()
        : OptionalLong.of(
            (long) (metric("sluice_store_syncs_total") + metric("sluice_storage_syncs_total")));
  }

  /**
   * The sum of all values of a metric, 0 where there is none.
   *
   * @param name or how the lines begin that count
   */
  public double metric(String name) {
    if (metrics == null) {
      return 0;
    }
    return new Dialogue(metrics)
        .ask(Call.of("GET", "/q/metrics"))
        .successful()
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Writes what its JVM has recorded so far. */
  public void dumpRecording(Path file) {
    try {
      new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(process.pid()),
              "JFR.dump",
              "filename=" + file.toAbsolutePath())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(pidFile);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

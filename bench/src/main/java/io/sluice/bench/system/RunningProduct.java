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
import org.jspecify.annotations.Nullable;

/** A product in a process of its own, with a folder of its own. */
public final class RunningProduct implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Product product;
  private final Process process;
  private final Endpoint endpoint;
  private final Path folder;
  private final @Nullable Endpoint metrics;
  private final Path pidFile;

  RunningProduct(
      Product product,
      Process process,
      Endpoint endpoint,
      Path folder,
      @Nullable Endpoint metrics,
      Path pidFile) {
    this.product = product;
    this.process = process;
    this.endpoint = endpoint;
    this.folder = folder;
    this.metrics = metrics;
    this.pidFile = pidFile;
  }

  public Product product() {
    return product;
  }

  public Endpoint endpoint() {
    return endpoint;
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

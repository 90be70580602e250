package io.sluice.bench.lake;

import io.sluice.bench.load.Load;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.system.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SessionCatalog.SessionContext;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;

/** Threads that append to tables, each to its own as far as there are enough. */
final class Writers implements Load {
  private static final Duration LONGEST_LATENCY = Duration.ofMinutes(10);
  private static final int DIGITS = 3;

  private final Product product;
  private final RESTSessionCatalog client;
  private final List<Writer> writers;

  Writers(Lake lake, FileIO files, List<String> names, int count) {
    this.product = lake.product();
    this.client =
        new RESTSessionCatalog(
            properties ->
                HTTPClient.builder(properties)
                    .uri(properties.get("uri"))
                    .withHeaders(RESTUtil.configHeaders(properties))
                    .build(),
            (_, _) -> files);
    client.initialize("bench", lake.clientProperties());
    Catalog catalog = client.asCatalog(SessionContext.createEmpty());
    this.writers =
        IntStream.range(0, count)
            .mapToObj(
                number ->
                    new Writer(
                        number,
                        IntStream.range(0, Math.max(1, names.size() / count))
                            .mapToObj(i -> names.get((number + i * count) % names.size()))
                            .map(
                                name -> catalog.loadTable(TableIdentifier.of(Lake.NAMESPACE, name)))
                            .toList()))
            .toList();
  }

  /** One of them; read by others when its thread has ended. */
  private final class Writer {
    private final int number;
    private final List<Table> tables;
    private final Histogram latency = new Histogram(LONGEST_LATENCY.toNanos(), DIGITS);
    private long refusals;
    private long faults;
    private @Nullable String firstFault;
    private long cpuNanos;

    Writer(int number, List<Table> tables) {
      this.number = number;
      this.tables = tables;
    }

    void write(long untilNanos) {
      for (int turn = 0; System.nanoTime() - untilNanos < 0; turn++) {
        Table table = tables.get(turn % tables.size());
        long started = System.nanoTime();
        try {
          table.newFastAppend().appendFile(file(table, turn)).commit();
          latency.recordValue(System.nanoTime() - started);
        } catch (RuntimeException e) {
          failed(e);
        }
      }
      cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void failed(RuntimeException e) {
      if (product == Product.SLUICE) {
        faults++;
        if (firstFault == null) {
          firstFault = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
      } else {
        refusals++;
      }
    }

    private DataFile file(Table table, int turn) {
      return DataFiles.builder(PartitionSpec.unpartitioned())
          .withPath("%s/data/%d-%d.parquet".formatted(table.location(), number, turn))
          .withFileSizeInBytes(1 << 20)
          .withRecordCount(1000)
          .build();
    }
  }

  @Override
  public Measurement run(Duration longest) {
    long started = System.nanoTime();
    long until = started + longest.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (Writer writer : writers) {
      threads.add(Thread.ofPlatform().name("writer").start(() -> writer.write(until)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    Histogram latency = new Histogram(LONGEST_LATENCY.toNanos(), DIGITS);
    writers.forEach(writer -> latency.add(writer.latency));
    return new Measurement(
        latency.getTotalCount(),
        writers.stream().mapToLong(writer -> writer.faults).sum(),
        writers.stream()
            .flatMap(writer -> Optional.ofNullable(writer.firstFault).stream())
            .findFirst(),
        writers.stream().mapToLong(writer -> writer.refusals).sum(),
        elapsed,
        latency,
        Duration.ofNanos(writers.stream().mapToLong(writer -> writer.cpuNanos).sum()));
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.sluice.bench.jmh;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import io.sluice.store.rocksdb.RocksDbOptions;
import io.sluice.store.rocksdb.RocksDbStore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** RocksDB as the server uses it, with 100,000 entries of 200 bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class StoreBenchmark {
  private static final Table TABLE = new Table("bench");
  private static final int ENTRIES = 100_000;
  private static final int PER_TRANSACTION = 100;
  private static final int PAGE = 1000;
  private static final Bytes VALUE = Bytes.wrap(new byte[200]);

  private final AtomicLong next = new AtomicLong();
  private Path folder;
  private RocksDbStore store;

  /** Fills a store. */
  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("store-benchmark");
    store = RocksDbStore.openOrCreate(folder, RocksDbOptions.defaults());
    for (int i = 0; i < ENTRIES; i += PER_TRANSACTION) {
      Transaction.Builder transaction = Transaction.builder();
      for (int j = i; j < i + PER_TRANSACTION; j++) {
        transaction.put(key(j), VALUE);
      }
      store.commit(transaction.build());
    }
  }

  /** Removes it. */
  @TearDown
  public void close() throws IOException {
    store.close();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Key key(long number) {
    return new Key(TABLE, Bytes.utf8("entry-%09d".formatted(number)));
  }

  private static int anywhere() {
    return ThreadLocalRandom.current().nextInt(ENTRIES - PAGE);
  }

  @Benchmark
  public Optional<Entry> get() {
    return store.get(key(anywhere()));
  }

  /** What a GET of an object reads at once: bucket, principal and object. */
  @Benchmark
  public List<Optional<Entry>> getThree() {
    int start = anywhere();
    return store.getAll(List.of(key(start), key(start + 1), key(start + 2)));
  }

  @Benchmark
  public Page scan() {
    return store.scan(Scan.of(TABLE, Bytes.EMPTY, PAGE).after(key(anywhere()).name()));
  }

  /** Alone: each waits for a sync of its own. */
  @Benchmark
  public long commit() {
    return store.commit(
        Transaction.builder().put(key(ENTRIES + next.getAndIncrement()), VALUE).build());
  }

  /** Together: the time that one of 32 threads waits, which share syncs. */
  @Benchmark
  @Threads(32)
  public long commitWithOthers() {
    return commit();
  }
}

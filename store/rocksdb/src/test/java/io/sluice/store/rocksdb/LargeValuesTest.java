package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static io.sluice.store.rocksdb.Stores.delete;
import static io.sluice.store.rocksdb.Stores.key;
import static io.sluice.store.rocksdb.Stores.openOrCreate;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Values that lie apart from their entries. */
final class LargeValuesTest {
  private static final Bytes LARGE = Bytes.wrap(new byte[4 << 10]);
  private static final Bytes SMALL = Bytes.wrap(new byte[(4 << 10) - 1]);

  @TempDir private Path folder;

  private static void put(RocksDbStore store, String name, Bytes value) {
    store.commit(Transaction.builder().put(key(name), value).build());
  }

  /** What a test does to the large values of a database without the store. */
  private interface Inspection {
    int run(RocksDB rocks, ColumnFamilyHandle largeValues) throws RocksDBException;
  }

  private int inspect(Inspection inspection) throws RocksDBException {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    List<ColumnFamilyDescriptor> families =
        List.of(
            new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
            new ColumnFamilyDescriptor(Layout.LARGE_VALUES));
    try (RocksDB rocks = RocksDB.open(folder.resolve("rocksdb").toString(), families, handles)) {
      int result = inspection.run(rocks, handles.getLast());
      handles.forEach(ColumnFamilyHandle::close);
      return result;
    }
  }

  private int largeValues() throws RocksDBException {
    return inspect(
        (rocks, largeValues) -> {
          int count = 0;
          try (RocksIterator iterator = rocks.newIterator(largeValues)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
              count++;
            }
          }
          return count;
        });
  }

  @Test
  void nothingIsLeftOfWhatWasReplacedOrDeleted() throws RocksDBException {
    try (RocksDbStore store = openOrCreate(folder)) {
      for (String name : List.of("kept", "replaced", "shrunk", "deleted")) {
        put(store, name, LARGE);
      }
      put(store, "grown", SMALL);
      put(store, "replaced", LARGE);
      put(store, "shrunk", SMALL);
      delete(store, "deleted");
      put(store, "grown", LARGE);
    }
    assertThat(largeValues()).isEqualTo(3);
    try (RocksDbStore store = openOrCreate(folder)) {
      for (String name : List.of("kept", "replaced", "shrunk", "grown")) {
        delete(store, name);
      }
    }
    assertThat(largeValues()).isZero();
  }

  @Test
  void aTransactionMayHoldSeveral() throws RocksDBException {
    List<Bytes> values = new ArrayList<>();
    try (RocksDbStore store = openOrCreate(folder)) {
      Transaction.Builder transaction = Transaction.builder();
      for (int i = 0; i < 100; i++) {
        values.add(i % 3 == 0 ? SMALL : LARGE.plus(Bytes.utf8("value " + i)));
        transaction.put(key("k%02d".formatted(i)), values.get(i));
      }
      long revision = store.commit(transaction.build());

      assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 100)).entries())
          .extracting(item -> item.entry().value())
          .isEqualTo(values);
      assertThat(store.get(key("k01"))).contains(new Entry(values.get(1), revision));
      assertThat(store.getAll(List.of(key("k98"), key("k99"))))
          .containsExactly(
              Optional.of(new Entry(values.get(98), revision)),
              Optional.of(new Entry(values.get(99), revision)));
    }
    assertThat(largeValues()).isEqualTo(66);
  }

  @Test
  void oneThatWasReplacedInTheSameBatchIsNotLeft()
      throws RocksDBException, ExecutionException, InterruptedException {
    TestingDisk disk = new TestingDisk();
    RocksDbOptions options = RocksDbOptions.defaults();
    try (RocksDbStore store = Stores.create(folder, options, disk);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      disk.hold();
      List<Future<?>> commits = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        commits.add(threads.submit(() -> put(store, "contested", LARGE)));
      }
      disk.awaitHeld();
      disk.release();
      for (Future<?> commit : commits) {
        commit.get();
      }
    }
    assertThat(largeValues()).isEqualTo(1);
  }

  @Test
  void whoReadsWhileItIsReplacedGetsOneOrTheOther()
      throws ExecutionException, InterruptedException {
    try (RocksDbStore store = openOrCreate(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      put(store, "a", LARGE);
      Future<?> writer =
          threads.submit(
              () -> {
                for (int i = 0; i < 300; i++) {
                  put(store, "a", LARGE.plus(Bytes.utf8(String.valueOf(i))));
                }
              });
      while (!writer.isDone()) {
        assertThat(store.get(key("a")).orElseThrow().value().startsWith(LARGE)).isTrue();
        assertThat(store.getAll(List.of(key("a"))).getFirst()).isPresent();
        assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 1)).entries()).hasSize(1);
      }
      writer.get();
    }
  }

  @Test
  void oneThatIsMissingIsCorrupt() throws RocksDBException {
    try (RocksDbStore store = openOrCreate(folder)) {
      put(store, "a", LARGE);
    }
    inspect(
        (rocks, largeValues) -> {
          rocks.deleteRange(largeValues, new byte[1], new byte[] {-1});
          return 0;
        });

    try (RocksDbStore store = openOrCreate(folder)) {
      assertFails(StoreError.CORRUPT, () -> store.get(key("a"))).withMessageContaining("missing");
      assertFails(StoreError.CORRUPT, () -> store.getAll(List.of(key("a"))));
      assertFails(StoreError.CORRUPT, () -> store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 1)));
      put(store, "a", LARGE);
      assertThat(store.get(key("a"))).isPresent();
    }
  }
}

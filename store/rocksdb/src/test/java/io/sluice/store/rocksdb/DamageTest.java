package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static io.sluice.store.rocksdb.Stores.openOrCreate;
import static io.sluice.store.rocksdb.Stores.put;
import static io.sluice.store.rocksdb.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores whose files were cut off or changed by something else. */
final class DamageTest {
  @TempDir private Path temporary;

  private Path store() {
    return temporary.resolve("store");
  }

  private static void open(Path folder) {
    RocksDbStore.open(folder, RocksDbOptions.defaults()).close();
  }

  private static Path largest(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rocksdb"))) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void flip(Path file, int position) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[position] ^= 0x55;
    Files.write(file, content);
  }

  /** A store whose entries have gone from the log to a table, as they do when it is opened. */
  private void fillTable(int valueBytes) {
    Random random = new Random(1);
    try (RocksDbStore store = openOrCreate(store())) {
      for (int i = 0; i < 20; i++) {
        byte[] value = new byte[valueBytes];
        random.nextBytes(value);
        store.commit(Transaction.builder().put(Stores.key("k" + i), Bytes.wrap(value)).build());
      }
    }
    open(store());
  }

  /** What a power cut leaves of a log is its start; where it ends, nobody knows. */
  @Test
  void ofALogThatEndsAnywhereWholeCommitsAreFound() throws IOException {
    Path log;
    int complete;
    try (RocksDbStore store = openOrCreate(store())) {
      putPair(store, "1");
      log = largest(store(), ".log");
      complete = (int) Files.size(log);
      putPair(store, "2");
    }
    byte[] whole = Files.readAllBytes(log);
    for (int length = complete; length <= whole.length; length++) {
      Path cut = temporary.resolve("cut-" + length);
      copy(store(), cut);
      Files.write(cut.resolve("rocksdb").resolve(log.getFileName()), Arrays.copyOf(whole, length));
      String expected = length < whole.length ? "1" : "2";
      try (RocksDbStore found = RocksDbStore.open(cut, RocksDbOptions.defaults())) {
        assertThat(value(found, "left")).as("cut at %d", length).contains(expected);
        assertThat(value(found, "right")).contains(expected);
      }
    }
  }

  private static void putPair(RocksDbStore store, String value) {
    store.commit(
        Transaction.builder()
            .put(Stores.key("left"), Bytes.utf8(value))
            .put(Stores.key("right"), Bytes.utf8(value))
            .build());
  }

  @Test
  void aLogDamagedBeforeItsEndIsNotTakenForAShorterOne() throws IOException {
    Path log;
    try (RocksDbStore store = openOrCreate(store())) {
      put(store, "a", "x".repeat(100));
      put(store, "b", "x".repeat(100));
      put(store, "c", "x".repeat(100));
    }
    log = largest(store(), ".log");
    flip(log, (int) Files.size(log) / 2);

    assertFails(StoreError.CORRUPT, () -> open(store())).withMessageContaining("damaged");
  }

  @Test
  void aDamagedTableIsFoundWhenItIsRead() throws IOException {
    fillTable(500);
    flip(largest(store(), ".sst"), 5_000);

    try (RocksDbStore store = RocksDbStore.open(store(), RocksDbOptions.defaults())) {
      assertFails(StoreError.CORRUPT, () -> store.get(Stores.key("k17")));
      assertFails(
          StoreError.CORRUPT, () -> store.getAll(List.of(Stores.key("k17"), Stores.key("k1"))));
      assertFails(StoreError.CORRUPT, () -> store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 100)));
      assertFails(
          StoreError.CORRUPT,
          () -> store.commit(Transaction.builder().requirePresent(Stores.key("k17")).build()));
      put(store, "other", "1");
      assertThat(value(store, "other")).contains("1");
    }
  }

  @Test
  void aDamagedLargeValueIsFoundWhenItIsRead() throws IOException {
    fillTable(100_000);
    flip(largest(store(), ".sst"), 150_000);

    try (RocksDbStore store = RocksDbStore.open(store(), RocksDbOptions.defaults())) {
      assertFails(StoreError.CORRUPT, () -> store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 100)));
    }
  }

  @Test
  void aDatabaseThatIsGoneIsCorruptAndNotMadeAnew() throws IOException {
    openOrCreate(store()).close();
    Files.delete(store().resolve("rocksdb/CURRENT"));

    assertFails(StoreError.CORRUPT, () -> open(store()));
    assertFails(StoreError.CORRUPT, () -> openOrCreate(store()));
  }

  @Test
  void aTableThatIsGoneIsFound() throws IOException {
    fillTable(500);
    Files.delete(largest(store(), ".sst"));

    assertFails(StoreError.CORRUPT, () -> open(store()));
  }
}

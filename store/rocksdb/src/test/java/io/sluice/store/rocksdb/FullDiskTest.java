package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static io.sluice.store.rocksdb.Stores.delete;
import static io.sluice.store.rocksdb.Stores.eventually;
import static io.sluice.store.rocksdb.Stores.put;
import static io.sluice.store.rocksdb.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class FullDiskTest {
  private static final RocksDbOptions SMALL_BUFFER =
      RocksDbOptions.defaults().withWriteBufferBytes(64 << 10);
  private static final String LARGE = "x".repeat(2_000);

  @TempDir private Path folder;

  @Test
  void belowTheReserveOnlyDeletionsAreCommitted() {
    TestingDisk disk = new TestingDisk();
    RocksDbOptions options = RocksDbOptions.defaults().withReservedBytes(5 << 20);
    try (RocksDbStore store = Stores.create(folder, options, disk)) {
      put(store, "a", "1");
      put(store, "b", "1");
      disk.setUsableBytes((5 << 20) - 1);

      assertFails(StoreError.FULL, () -> put(store, "a", "2")).withMessageContaining("5 MiB");
      delete(store, "b");
      assertThat(value(store, "a")).contains("1");
      assertThat(value(store, "b")).isEmpty();

      disk.setUsableBytes(5 << 20);
      put(store, "a", "2");
      assertThat(value(store, "a")).contains("2");
    }
  }

  /**
   * The tables to come are made links to the device on which there is never any space, so that the
   * kernel refuses the write as it does on a full disk.
   */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
  void whenTheDiskIsFullReadsGoOnAndWritesDoOnceThereIsSpace() throws IOException {
    openWithoutReserve().close();
    int acknowledged = 0;
    try (RocksDbStore store = openWithoutReserve()) {
      put(store, "0", LARGE);
      List<Path> links = fillDisk();
      Optional<StoreError> first = Optional.empty();
      while (first.isEmpty()) {
        first = tryPut(store, String.valueOf(acknowledged + 1));
        acknowledged += first.isEmpty() ? 1 : 0;
      }
      String unknown = String.valueOf(acknowledged + 1);

      assertThat(first).contains(StoreError.UNAVAILABLE);
      for (int i = 0; i < 20; i++) {
        assertFails(StoreError.FULL, () -> put(store, "refused", LARGE));
      }
      assertThat(value(store, String.valueOf(acknowledged))).contains(LARGE);
      assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 10_000)).entries())
          .hasSize(acknowledged + 1);
      assertThat(value(store, unknown)).isEmpty();

      for (Path link : links) {
        // what it could not write the store has removed itself
        Files.deleteIfExists(link);
      }
      eventually(() -> tryPut(store, "after").isEmpty());
      assertThat(value(store, "after")).contains(LARGE);
    }
    try (RocksDbStore store = openWithoutReserve()) {
      for (int i = 0; i <= acknowledged; i++) {
        assertThat(value(store, String.valueOf(i))).contains(LARGE);
      }
      assertThat(value(store, "refused")).isEmpty();
      assertThat(value(store, "after")).contains(LARGE);
    }
  }

  private RocksDbStore openWithoutReserve() {
    return RocksDbStore.openOrCreate(folder, SMALL_BUFFER.withReservedBytes(0));
  }

  private static Optional<StoreError> tryPut(RocksDbStore store, String name) {
    try {
      put(store, name, LARGE);
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(e.error());
    }
  }

  private List<Path> fillDisk() throws IOException {
    Path database = folder.resolve("rocksdb");
    List<Path> tables;
    try (Stream<Path> files = Files.list(database)) {
      int latest =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("\\d+\\.\\w+"))
              .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('.'))))
              .max()
              .orElseThrow();
      tables =
          Stream.iterate(latest + 1, number -> number + 1)
              .limit(100)
              .map(number -> database.resolve("%06d.sst".formatted(number)))
              .toList();
    }
    for (Path table : tables) {
      Files.createSymbolicLink(table, Path.of("/dev/full"));
    }
    return tables;
  }
}

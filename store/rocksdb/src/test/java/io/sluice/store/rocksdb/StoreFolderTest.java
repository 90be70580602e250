package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static io.sluice.store.rocksdb.Stores.openOrCreate;
import static io.sluice.store.rocksdb.Stores.put;
import static io.sluice.store.rocksdb.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.StoreError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreFolderTest {
  @TempDir private Path temporary;

  private static RocksDbStore open(Path folder) {
    return RocksDbStore.open(folder, RocksDbOptions.defaults());
  }

  @Test
  void aStoreIsMadeInAFolderThatIsNotThereYet() throws IOException {
    Path folder = temporary.resolve("some/where/store");
    try (RocksDbStore store = openOrCreate(folder)) {
      put(store, "a", "1");
    }

    assertThat(folder.resolve("FORMAT")).content().isEqualTo("sluice-store rocksdb 1\n");
    try (RocksDbStore store = open(folder)) {
      assertThat(value(store, "a")).contains("1");
    }
  }

  @Test
  void aStoreIsMadeOnAFreshDisk() throws IOException {
    Files.createDirectory(temporary.resolve("lost+found"));

    openOrCreate(temporary).close();
    open(temporary).close();
  }

  @Test
  void aStoreThatWasNotQuiteMadeIsMade() throws IOException {
    openOrCreate(temporary).close();
    Files.move(temporary.resolve("FORMAT"), temporary.resolve("FORMAT.new"));

    openOrCreate(temporary).close();
    open(temporary).close();
  }

  @Test
  void noStoreIsOpenedWhereThereIsNone() {
    assertFails(StoreError.NOT_ACCESSIBLE, () -> open(temporary)).withMessageContaining("no store");
    assertFails(StoreError.NOT_ACCESSIBLE, () -> open(temporary.resolve("absent")));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void noStoreIsMadeAmongOtherThings() throws IOException {
    Files.writeString(temporary.resolve("thesis.txt"), "mine");

    assertFails(StoreError.NOT_ACCESSIBLE, () -> openOrCreate(temporary))
        .withMessageContaining("thesis.txt");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertFails(StoreError.NOT_ACCESSIBLE, () -> openOrCreate(file)).withMessageContaining("file");
    assertFails(StoreError.NOT_ACCESSIBLE, () -> openOrCreate(file.resolve("store")))
        .withMessageContaining("file/store");
  }

  @Test
  void anotherFormatIsRefusedAndBothAreNamed() throws IOException {
    openOrCreate(temporary).close();
    Files.writeString(temporary.resolve("FORMAT"), "sluice-store rocksdb 2\n");

    assertFails(StoreError.UNKNOWN_FORMAT, () -> open(temporary))
        .withMessageContaining("format 2")
        .withMessageContaining("format 1");
    assertFails(StoreError.UNKNOWN_FORMAT, () -> openOrCreate(temporary));
  }

  @Test
  void aFormatThatCannotBeReadIsCorrupt() throws IOException {
    openOrCreate(temporary).close();
    for (String content : new String[] {"", "sluice-store rocksdb 1", "\u0000\u00ff"}) {
      Files.writeString(temporary.resolve("FORMAT"), content);

      assertFails(StoreError.CORRUPT, () -> open(temporary)).withMessageContaining("FORMAT");
      assertFails(StoreError.CORRUPT, () -> openOrCreate(temporary));
    }
  }

  @Test
  void aStoreThatIsOpenIsNotOpenedAgain() {
    RocksDbStore first = openOrCreate(temporary);

    assertFails(StoreError.LOCKED, () -> open(temporary))
        .withMessageContaining(temporary.toString());
    put(first, "a", "1");
    first.close();
    try (RocksDbStore store = open(temporary)) {
      assertThat(value(store, "a")).contains("1");
    }
  }
}

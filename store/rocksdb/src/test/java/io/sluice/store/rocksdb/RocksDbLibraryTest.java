package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.StoreError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacking; that what is unpacked can be loaded is seen in {@link ProcessIT}. */
final class RocksDbLibraryTest {
  @TempDir private Path cache;

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void theLibraryIsUnpackedOnce() throws IOException {
    Path folder = RocksDbLibrary.unpacked(cache);
    Path library = files(folder).getFirst();
    assertThat(files(folder)).hasSize(1);
    assertThat(library.toFile().length()).isGreaterThan(1 << 20);

    Files.write(library, new byte[] {1});

    assertThat(RocksDbLibrary.unpacked(cache)).isEqualTo(folder);
    assertThat(library).hasBinaryContent(new byte[] {1});
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
    Path file = Files.createFile(cache.resolve("file"));

    assertFails(StoreError.NOT_ACCESSIBLE, () -> RocksDbLibrary.load(file))
        .withMessageContaining(file.toString());
  }

  @Test
  void aFolderIsNamedFromWhereTheProcessIsToo() {
    RocksDbLibrary.load(Path.of("").toAbsolutePath().relativize(cache.toAbsolutePath()));
  }
}

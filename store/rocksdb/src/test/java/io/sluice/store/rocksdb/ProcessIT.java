package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Entry;
import io.sluice.store.StoreError;
import io.sluice.store.rocksdb.TestingWriter.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes a second process to be seen. */
final class ProcessIT {
  /** More than the native library, less than the log of one write buffer. */
  private static final int FILE_LIMIT_KIBIBYTES = 24 << 10;

  @TempDir private Path temporary;

  private static List<String> linesOf(TestingProcess process)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Optional<String> line = process.line(); line.isPresent(); line = process.line()) {
      lines.add(line.get());
    }
    assertThat(process.exitCode()).as("exit code after %s", lines).isZero();
    return lines;
  }

  @Test
  void aStoreThatAnotherProcessHasOpenIsLocked() throws IOException, InterruptedException {
    try (TestingProcess other = TestingProcess.start(TestingWriter.class, temporary, Fault.NONE)) {
      assertThat(other.line()).contains("open");

      assertFails(StoreError.LOCKED, () -> Stores.openOrCreate(temporary))
          .withMessageContaining("stop the process");

      other.kill();
      Stores.openOrCreate(temporary).close();
    }
  }

  @Test
  void aStoreWhoseDiskFailsIsReadOnlyUntilItIsOpenedAgain()
      throws IOException, InterruptedException {
    List<String> lines;
    try (TestingProcess filler =
        TestingProcess.startWithFileLimit(FILE_LIMIT_KIBIBYTES, TestingFiller.class, temporary)) {
      lines = linesOf(filler);
    }

    int stored = Integer.parseInt(lines.get(3).substring("stored ".length()));
    assertThat(lines)
        .containsExactly(
            "UNAVAILABLE", "READ_ONLY", "READ_ONLY", "stored " + stored, "read " + stored);
    assertThat(stored).isPositive();
    try (RocksDbStore store = Stores.openOrCreate(temporary)) {
      for (int i = 0; i < stored; i++) {
        assertThat(store.get(Stores.key("k" + i)).map(Entry::value))
            .contains(TestingFiller.value(i));
      }
      Stores.put(store, "again", "1");
    }
  }

  /** Loads the library from a folder, and uses it. */
  static final class TestingLoader {
    public static void main(String[] arguments) {
      RocksDbLibrary.load(Path.of(arguments[0]));
      Stores.openOrCreate(Path.of(arguments[1])).close();
      System.out.println("loaded");
    }
  }

  @Test
  void theLibraryIsUnpackedOnceAndNothingElseIsLeft() throws IOException, InterruptedException {
    Path cache = temporary.resolve("cache");
    Path scratch = Files.createDirectory(temporary.resolve("scratch"));
    Path store = temporary.resolve("store");
    List<Path> unpacked = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (TestingProcess loader =
          TestingProcess.startWith(
              List.of("-Djava.io.tmpdir=" + scratch), TestingLoader.class, cache, store)) {
        assertThat(linesOf(loader)).containsExactly("loaded");
      }
      try (Stream<Path> files = Files.walk(cache)) {
        files.filter(Files::isRegularFile).forEach(unpacked::add);
      }
    }

    assertThat(unpacked).hasSize(2);
    assertThat(unpacked.getFirst()).isEqualTo(unpacked.getLast());
    assertThat(scratch).isEmptyDirectory();
  }
}

package io.sluice.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.MetadataStore;
import io.sluice.store.rocksdb.TestingWriter.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes, again and again, and looks at what it leaves. */
final class CrashIT {
  private static final int KILLS = 22;
  private static final long NOT_COMMITTED = 0;

  @TempDir private Path folder;

  /** By thread, the last number that was reported to be committed. */
  private final long[] acknowledged = new long[TestingWriter.THREADS];

  private final Set<Long> revisions = new HashSet<>();

  @Test
  void everyAcknowledgedCommitIsThereAndNoneIsHalfThere() throws IOException, InterruptedException {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    System.out.println("replay with -Dseed=" + seed);
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      // now and then before it has acknowledged anything, while it still recovers
      int lines = kill % 5 == 4 ? random.nextInt(2) : 1 + random.nextInt(1_500);
      runAndKill(Fault.NONE, lines);
      if (kill % 5 != 3) {
        try (RocksDbStore store = Stores.openOrCreate(folder)) {
          check(store);
        }
      }
    }
    assertThat(revisions).hasSizeGreaterThan(100);
  }

  @Test
  void aCommitThatReturnsEarlyIsFound() throws IOException, InterruptedException {
    assertFound(Fault.RETURNS_EARLY, "counter of thread");
  }

  @Test
  void aTornCommitIsFound() throws IOException, InterruptedException {
    assertFound(Fault.TEARS, "log entry");
  }

  private void assertFound(Fault fault, String message) throws IOException, InterruptedException {
    runAndKill(fault, 200);
    try (RocksDbStore store = Stores.openOrCreate(folder)) {
      assertThatThrownBy(() -> check(store))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(message);
    }
  }

  private void runAndKill(Fault fault, int lines) throws IOException, InterruptedException {
    try (TestingProcess writer = TestingProcess.start(TestingWriter.class, folder, fault)) {
      for (int i = 0; i < lines; i++) {
        note(writer.line().orElseThrow());
      }
      writer.kill();
      // what it had said and nobody had heard yet counts as well
      for (Optional<String> line = writer.line(); line.isPresent(); line = writer.line()) {
        note(line.get());
      }
    }
  }

  private void note(String line) {
    if (line.endsWith(" done")) {
      String[] parts = line.split(" ", -1);
      acknowledged[Integer.parseInt(parts[0])] = Long.parseLong(parts[1]);
      long revision = Long.parseLong(parts[2]);
      assertThat(revision == NOT_COMMITTED || revisions.add(revision)).as("new: %s", line).isTrue();
    }
  }

  private void check(MetadataStore store) {
    for (int thread = 0; thread < TestingWriter.THREADS; thread++) {
      long counter = TestingWriter.counter(store, TestingWriter.left(thread)).orElse(0L);
      assertThat(counter)
          .as("counter of thread %d", thread)
          .isBetween(acknowledged[thread], acknowledged[thread] + 1);
      assertThat(TestingWriter.counter(store, TestingWriter.right(thread)).orElse(0L))
          .isEqualTo(counter);
      for (long number = counter - TestingWriter.LOG_LENGTH; number <= counter + 1; number++) {
        boolean kept =
            number > Math.max(0, counter - TestingWriter.LOG_LENGTH) && number <= counter;
        Optional<Bytes> expected =
            kept ? Optional.of(TestingWriter.content(thread, number)) : Optional.empty();
        assertThat(store.get(TestingWriter.log(thread, number)).map(Entry::value))
            .as("log entry %d of thread %d", number, thread)
            .isEqualTo(expected);
      }
      acknowledged[thread] = counter;
    }
  }
}

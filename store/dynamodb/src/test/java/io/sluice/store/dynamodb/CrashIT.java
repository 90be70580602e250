package io.sluice.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Kills one of two processes that write to one table, and then the other. */
final class CrashIT {
  private static final int ROUNDS = 2;
  private static final List<Integer> FIRST_THREADS = List.of(0, TestingWriter.THREADS);

  private final LocalDynamoDb local = LocalDynamoDb.running();
  private final DynamoDbOptions options = local.options(LocalDynamoDb.freshTable());

  /** By thread, the last number that was reported to be committed. */
  private final Map<Integer, Long> acknowledged = new HashMap<>();

  /** A writer, and what it says. */
  private record Writer(Process process, BufferedReader output) implements AutoCloseable {
    Optional<String> line() throws IOException {
      return Optional.ofNullable(output.readLine());
    }

    void kill() throws InterruptedException {
      // not by the process itself, which would also close the stream of what it said
      process.toHandle().destroyForcibly();
      process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private Writer start(int firstThread) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Daws.accessKeyId=local",
                "-Daws.secretAccessKey=local",
                "-cp",
                System.getProperty("java.class.path"),
                TestingWriter.class.getName(),
                local.uri(options.table()),
                String.valueOf(firstThread))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Writer(process, process.inputReader());
  }

  @Test
  void everyAcknowledgedCommitIsThereAndNoneIsHalfThere() throws IOException, InterruptedException {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    System.out.println("replay with -Dseed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      try (Writer one = start(FIRST_THREADS.getFirst());
          Writer other = start(FIRST_THREADS.getLast())) {
        listen(one, 1 + random.nextInt(40));
        one.kill();
        listenToTheEnd(one);
        // that the one is gone does not hold the other up
        listen(other, 1 + random.nextInt(40));
        other.kill();
        listenToTheEnd(other);
      }
      try (DynamoDbStore store = DynamoDbStore.open(options)) {
        check(store);
      }
    }
    assertThat(acknowledged).hasSize(2 * TestingWriter.THREADS);
    assertNoOrphans();
  }

  private void listen(Writer writer, int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      note(writer.line().orElseThrow());
    }
  }

  /** What it had said and nobody had heard yet counts as well. */
  private void listenToTheEnd(Writer writer) throws IOException {
    for (Optional<String> line = writer.line(); line.isPresent(); line = writer.line()) {
      note(line.get());
    }
  }

  private void note(String line) {
    if (line.endsWith(" done")) {
      String[] parts = line.split(" ", -1);
      acknowledged.put(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
    }
  }

  private void check(DynamoDbStore store) {
    for (int thread = 0; thread < 2 * TestingWriter.THREADS; thread++) {
      long last = acknowledged.getOrDefault(thread, 0L);
      // a request of the process may still have been on its way when it was killed
      List<Key> keys = keys(thread, last);
      List<Optional<Bytes>> found =
          store.getAll(keys).stream().map(entry -> entry.map(Entry::value)).toList();
      long counter = found.getFirst().map(value -> Long.parseLong(value.toUtf8())).orElse(0L);
      assertThat(counter).as("counter of thread %d", thread).isBetween(last, last + 1);
      assertThat(found.get(1)).isEqualTo(found.getFirst());
      for (int i = 2; i < keys.size(); i++) {
        long number = last - TestingWriter.LOG_LENGTH + i - 2;
        boolean kept =
            number > Math.max(0, counter - TestingWriter.LOG_LENGTH) && number <= counter;
        assertThat(found.get(i))
            .as("log entry %d of thread %d", number, thread)
            .isEqualTo(
                kept ? Optional.of(TestingWriter.content(thread, number)) : Optional.empty());
      }
      acknowledged.put(thread, counter);
    }
  }

  /** The counters of a thread, and all of its log that there may be. */
  private static List<Key> keys(int thread, long last) {
    List<Key> keys = new ArrayList<>();
    keys.add(TestingWriter.left(thread));
    keys.add(TestingWriter.right(thread));
    for (long number = last - TestingWriter.LOG_LENGTH; number <= last + 2; number++) {
      keys.add(TestingWriter.log(thread, number));
    }
    return keys;
  }

  /** After a sweep there are no pieces but those that an entry, or what it replaced, refers to. */
  private void assertNoOrphans() {
    try (DynamoDbStore store = DynamoDbStore.open(options)) {
      store.sweep(Duration.ofMinutes(-1));
    }
    Set<String> referred = new HashSet<>();
    Set<String> there = new HashSet<>();
    try (DynamoDbClient client = local.client()) {
      for (Map<String, AttributeValue> item :
          client
              .scanPaginator(request -> request.tableName(options.table()).consistentRead(true))
              .items()) {
        String parent = Layout.required(item, Layout.PARENT).s();
        if (parent.startsWith("../value/")) {
          there.add(parent.substring("../value/".length()));
        }
        referred.addAll(
            Stream.of(Layout.PIECES, Layout.OLD)
                .flatMap(list -> Stream.ofNullable(item.get(list)))
                .map(AttributeValue::l)
                .flatMap(Collection::stream)
                .map(ref -> PiecesRef.parse(ref.s()).id())
                .collect(Collectors.toSet()));
      }
    }
    assertThat(there).isNotEmpty().isSubsetOf(referred);
  }
}

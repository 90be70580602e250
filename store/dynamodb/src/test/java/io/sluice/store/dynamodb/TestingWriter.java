package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A process that writes as fast as it can until it is killed. Each of its threads counts: one
 * transaction raises the thread's two counters, which must be as it last wrote them, adds an entry
 * to its log and removes an old one. When a commit has returned, a line says so.
 */
final class TestingWriter {
  static final int THREADS = 4;

  /** So many entries of a thread's log are kept. */
  static final int LOG_LENGTH = 10;

  private static final Table COUNTERS = new Table("counters");
  private static final Table LOG = new Table("log");

  private TestingWriter() {}

  /** Takes the URI of the store and the first number of its threads. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out));
    DynamoDbStore store = DynamoDbStore.open(DynamoDbOptions.parse(arguments[0]));
    int first = Integer.parseInt(arguments[1]);
    List<Thread> threads = new ArrayList<>();
    for (int i = first; i < first + THREADS; i++) {
      int number = i;
      threads.add(Thread.startVirtualThread(() -> count(store, number, out)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void count(MetadataStore store, int thread, PrintStream out) {
    long last = counter(store, left(thread));
    while (true) {
      long next = last + 1;
      store.commit(raise(store, thread, next));
      out.println(thread + " " + next + " done");
      last = next;
    }
  }

  private static Transaction raise(MetadataStore store, int thread, long next) {
    Transaction.Builder transaction = Transaction.builder();
    for (Key counter : List.of(left(thread), right(thread))) {
      Optional<Entry> entry = store.get(counter);
      if (entry.isPresent()) {
        transaction.requireUnchanged(counter, entry.get().revision());
      } else {
        transaction.requireAbsent(counter);
      }
      transaction.put(counter, Bytes.utf8(String.valueOf(next)));
    }
    return transaction
        .requireAbsent(log(thread, next))
        .put(log(thread, next), content(thread, next))
        .delete(log(thread, next - LOG_LENGTH))
        .build();
  }

  static long counter(MetadataStore store, Key counter) {
    return store.get(counter).map(entry -> Long.parseLong(entry.value().toUtf8())).orElse(0L);
  }

  static Key left(int thread) {
    return new Key(COUNTERS, Bytes.utf8("left-" + thread));
  }

  static Key right(int thread) {
    return new Key(COUNTERS, Bytes.utf8("right-" + thread));
  }

  static Key log(int thread, long number) {
    return new Key(LOG, Bytes.utf8(thread + "/" + number));
  }

  /** What the log holds: mostly little, at times so much that it is in pieces. */
  static Bytes content(int thread, long number) {
    boolean large = (number + thread) % 4 == 0;
    byte[] content = new byte[large ? Math.toIntExact(40_000 * (1 + number % 9)) : 50];
    new Random(31 * number + thread).nextBytes(content);
    return Bytes.wrap(content);
  }
}

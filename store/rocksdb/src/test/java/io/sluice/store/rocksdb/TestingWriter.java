package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Mutation;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A process that writes as fast as it can until it is killed. Each of its threads counts: one
 * transaction raises the thread's two counters, which must be as it last wrote them, adds an entry
 * to its log and removes an old one. When a commit has returned, a line says so.
 */
final class TestingWriter {
  static final int THREADS = 12;

  /** So many entries of a thread's log are kept. */
  static final int LOG_LENGTH = 20;

  private static final Table COUNTERS = new Table("counters");
  private static final Table LOG = new Table("log");

  private TestingWriter() {}

  /** What may be wrong with a store, so that it is seen whether the checks find it. */
  enum Fault {
    NONE,
    /** Each commit returns before anything is done, which happens three commits later. */
    RETURNS_EARLY,
    /** Of each commit one half is done at once, the other with the next commit. */
    TEARS
  }

  /** A thread's way to commit, right or wrong. */
  private static final class Commits {
    private final MetadataStore store;
    private final Fault fault;
    private final Deque<List<Mutation>> heldBack = new ArrayDeque<>();

    Commits(MetadataStore store, Fault fault) {
      this.store = store;
      this.fault = fault;
    }

    /** Returns the new revision, 0 if there is none. */
    long commit(Transaction transaction) {
      List<Mutation> all = transaction.mutations();
      int half = all.size() / 2;
      return switch (fault) {
        case NONE -> store.commit(transaction);
        case RETURNS_EARLY -> {
          heldBack.add(all);
          yield heldBack.size() > 3 ? apply(heldBack.remove()) : 0;
        }
        case TEARS -> {
          heldBack.add(all.subList(half, all.size()));
          List<Mutation> now = new ArrayList<>(all.subList(0, half));
          now.addAll(heldBack.size() > 1 ? heldBack.remove() : List.of());
          yield apply(now);
        }
      };
    }

    private long apply(List<Mutation> mutations) {
      return store.commit(new Transaction(List.of(), mutations));
    }
  }

  /** Takes the folder and the name of a fault. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out));
    RocksDbOptions options = RocksDbOptions.defaults().withWriteBufferBytes(256 << 10);
    RocksDbStore store = RocksDbStore.openOrCreate(Path.of(arguments[0]), options);
    Fault fault = Fault.valueOf(arguments[1]);
    out.println("open");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(
          Thread.startVirtualThread(() -> count(store, new Commits(store, fault), number, out)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void count(MetadataStore store, Commits commits, int thread, PrintStream out) {
    long last = counter(store, left(thread)).orElse(0L);
    while (true) {
      long next = last + 1;
      long revision = commits.commit(raise(store, thread, next));
      out.println(thread + " " + next + " " + revision + " done");
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

  static Optional<Long> counter(MetadataStore store, Key counter) {
    return store.get(counter).map(entry -> Long.parseLong(entry.value().toUtf8()));
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

  /** What the log holds: mostly little, at times so much that it lies in a file of large values. */
  static Bytes content(int thread, long number) {
    Random random = new Random(31 * number + thread);
    byte[] content = new byte[random.nextInt(10) == 0 ? random.nextInt(100_000) : 50];
    random.nextBytes(content);
    return Bytes.wrap(content);
  }
}

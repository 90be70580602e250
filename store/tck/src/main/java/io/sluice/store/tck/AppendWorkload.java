package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.TABLE;
import static io.sluice.store.tck.StoreContract.key;
import static io.sluice.store.tck.StoreContract.text;

import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import io.sluice.store.tck.History.Operation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Many threads that read several lists at once and append to some of them on condition that none
 * has changed. Now and then all meet between reading and committing, so that they are sure to
 * contend; after a commit they look at its keys, so that half a commit is sure to be seen.
 */
final class AppendWorkload {
  private static final int THREADS = 8;
  private static final int ROUNDS = 120;
  private static final int MEET_EVERY = 8;
  private static final List<String> KEYS =
      Stream.of(0, 1, 2, 3, 4, 5, 6, 7).map(i -> "list-" + i).toList();

  private final MetadataStore store;
  private final long seed;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Phaser meeting = new Phaser(THREADS);

  AppendWorkload(MetadataStore store, long seed) {
    this.store = store;
    this.seed = seed;
  }

  History run() throws InterruptedException, ExecutionException {
    List<Callable<List<Operation>>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      threads.add(() -> new Client(random).run());
    }
    List<Operation> operations = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Operation>> client : executor.invokeAll(threads)) {
        operations.addAll(client.get());
      }
    }
    return new History(operations, new Client(new Random(seed)).readAll(KEYS).lists());
  }

  /** What was read of some lists. */
  private record Reading(Map<String, List<Integer>> lists, Map<String, Long> revisions) {}

  private final class Client {
    private final Random random;
    private final List<Operation> operations = new ArrayList<>();

    Client(Random random) {
      this.random = random;
    }

    List<Operation> run() {
      try {
        for (int round = 0; round < ROUNDS; round++) {
          step(round % MEET_EVERY == 0);
        }
        return operations;
      } finally {
        meeting.arriveAndDeregister();
      }
    }

    private void step(boolean meet) {
      Set<String> keys = someKeys();
      if (meet) {
        keys.add(KEYS.getFirst());
        Reading reading = readAll(keys);
        meeting.arriveAndAwaitAdvance();
        append(reading);
        return;
      }
      switch (random.nextInt(8)) {
        case 0 -> readAll(keys);
        case 1 -> scan();
        default -> append(readAll(keys));
      }
    }

    private Set<String> someKeys() {
      Set<String> keys = new LinkedHashSet<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        keys.add(KEYS.get(random.nextInt(KEYS.size())));
      }
      return keys;
    }

    private Reading readAll(Iterable<String> names) {
      List<Key> keys = new ArrayList<>();
      names.forEach(name -> keys.add(key(name)));
      long started = System.nanoTime();
      List<Optional<Entry>> found = store.getAll(keys);
      long ended = System.nanoTime();
      Reading reading = new Reading(new TreeMap<>(), new HashMap<>());
      for (int i = 0; i < keys.size(); i++) {
        add(reading, text(keys.get(i).name()), found.get(i));
      }
      record(started, ended, reading.lists(), Set.of(), true);
      return reading;
    }

    private void scan() {
      long started = System.nanoTime();
      Page page = store.scan(Scan.of(TABLE, Bytes.utf8("list-"), 100));
      long ended = System.nanoTime();
      Reading reading = new Reading(new TreeMap<>(), new HashMap<>());
      KEYS.forEach(name -> reading.lists().put(name, List.of()));
      page.entries().forEach(item -> add(reading, text(item.name()), Optional.of(item.entry())));
      record(started, ended, reading.lists(), Set.of(), true);
    }

    private void append(Reading reading) {
      int id = lastId.incrementAndGet();
      Set<String> appends = new HashSet<>();
      Transaction.Builder transaction = Transaction.builder();
      reading
          .lists()
          .forEach(
              (name, list) -> {
                Long revision = reading.revisions().get(name);
                if (revision == null) {
                  transaction.requireAbsent(key(name));
                } else {
                  transaction.requireUnchanged(key(name), revision);
                }
                if (appends.isEmpty() || random.nextInt(3) > 0) {
                  appends.add(name);
                  transaction.put(key(name), encode(list, id));
                }
              });
      long started = System.nanoTime();
      boolean done = tryCommit(transaction.build());
      long ended = System.nanoTime();
      operations.add(new Operation(id, started, ended, reading.lists(), appends, done));
      readAll(appends);
    }

    private boolean tryCommit(Transaction transaction) {
      try {
        store.commit(transaction);
        return true;
      } catch (ConditionFailedException _) {
        return false;
      }
    }

    private void record(
        long started,
        long ended,
        Map<String, List<Integer>> reads,
        Set<String> appends,
        boolean done) {
      operations.add(new Operation(lastId.incrementAndGet(), started, ended, reads, appends, done));
    }
  }

  private static void add(Reading reading, String name, Optional<Entry> entry) {
    reading.lists().put(name, entry.map(found -> decode(found.value())).orElse(List.of()));
    entry.ifPresent(found -> reading.revisions().put(name, found.revision()));
  }

  private static List<Integer> decode(Bytes value) {
    ByteBuffer ids = value.asReadOnlyBuffer();
    List<Integer> list = new ArrayList<>();
    while (ids.hasRemaining()) {
      list.add(ids.getInt());
    }
    return list;
  }

  private static Bytes encode(List<Integer> list, int appended) {
    ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * (list.size() + 1));
    list.forEach(ids::putInt);
    return Bytes.wrap(ids.putInt(appended).array());
  }
}

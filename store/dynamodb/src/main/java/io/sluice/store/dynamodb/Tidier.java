package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.StoreException;
import io.sluice.store.dynamodb.Layout.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Removes in the background what nothing needs any more: tombstones, and pieces of values that were
 * replaced. Each of these stays for a time after this process first knew of it, in which whoever
 * was reading is done. What a process leaves when it ends, the next one that comes across it
 * removes; so this is never urgent, and may be dropped.
 */
final class Tidier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tidier.class);
  private static final int MOST_WAITING = 100_000;
  private static final int AT_ONCE = 16;
  private static final Duration SWEEP = Duration.ofHours(1);

  private final Requests requests;
  private final Pieces pieces;
  private final Tally tally;
  private final long lingerNanos;
  private final LinkedBlockingQueue<Task> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Set<Address> known = ConcurrentHashMap.newKeySet();
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Something to look at.
   *
   * @param old pieces that may go, if they are still there
   * @param gone whether this was a tombstone with this revision
   */
  private record Task(
      Address address, long revision, boolean gone, Set<PiecesRef> old, long seenNanos) {}

  Tidier(Requests requests, Pieces pieces, Tally tally, Duration linger) {
    this.requests = requests;
    this.pieces = pieces;
    this.tally = tally;
    this.lingerNanos = linger.toNanos();
    thread = Thread.ofVirtual().name("dynamodb-tidier").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Does something soon whose outcome matters to nobody. */
  void later(Runnable work, boolean needed) {
    if (needed && !closed) {
      Thread.ofVirtual().start(() -> inTurn(work));
    }
  }

  /** This process wrote an entry that may have had a larger value before, or a tombstone. */
  void written(Key key, long revision, boolean gone) {
    add(new Task(Layout.address(key), revision, gone, Set.of(), System.nanoTime()));
  }

  /** Something was read that is not tidy. */
  void seen(Key key, Row row) {
    if (row.needsTidying()) {
      add(
          new Task(
              Layout.address(key),
              row.revision(),
              row.gone(),
              Set.copyOf(row.old()),
              System.nanoTime()));
    }
  }

  private void add(Task task) {
    if (!closed && known.add(task.address()) && !waiting.offer(task)) {
      known.remove(task.address());
    }
  }

  private void run() {
    Deadline nextSweep = new Deadline(Duration.ZERO);
    try {
      while (!closed) {
        if (nextSweep.isOver()) {
          nextSweep = new Deadline(SWEEP);
          inTurn(() -> sweep(System.currentTimeMillis(), SWEEP));
        }
        Task task = waiting.poll(nextSweep.leftNanos(), TimeUnit.NANOSECONDS);
        if (task != null) {
          long left = lingerNanos - (System.nanoTime() - task.seenNanos());
          if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
          }
          known.remove(task.address());
          Thread.ofVirtual().start(() -> inTurn(() -> tidy(task)));
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void inTurn(Runnable work) {
    free.acquireUninterruptibly();
    try {
      if (!closed) {
        work.run();
      }
    } catch (StoreException | ConditionalCheckFailedException e) {
      LOG.debug("something was left for later", e);
    } finally {
      free.release();
    }
  }

  private void tidy(Task task) {
    Optional<Row> found = requests.get(task.address()).map(item -> Row.of(Bytes.EMPTY, item));
    if (found.isEmpty()) {
      return;
    }
    Row row = found.get();
    List<PiecesRef> removable = new ArrayList<>(row.old());
    removable.retainAll(task.old());
    if (!row.old().subList(0, removable.size()).equals(removable)) {
      removable.clear();
    }
    if (!removable.isEmpty()) {
      forget(task.address(), removable);
    }
    Set<PiecesRef> rest = Set.copyOf(row.old().subList(removable.size(), row.old().size()));
    if (rest.isEmpty() && task.gone() && row.gone() && row.revision() == task.revision()) {
      bury(task);
    } else if (!rest.isEmpty() || row.gone()) {
      add(new Task(task.address(), row.revision(), row.gone(), rest, System.nanoTime()));
    }
  }

  /** Removes pieces, and then the first so many names of pieces from the list. */
  private void forget(Address address, List<PiecesRef> old) {
    pieces.remove(old);
    List<String> places = new ArrayList<>();
    for (int i = 0; i < old.size(); i++) {
      places.add("#o[" + i + "]");
    }
    requests.update(
        address,
        update ->
            update
                .updateExpression("REMOVE " + String.join(", ", places))
                .conditionExpression("#o[0] = :first")
                .expressionAttributeNames(Map.of("#o", Layout.OLD))
                .expressionAttributeValues(Map.of(":first", Layout.text(old.getFirst().text()))));
    tally.tidied.add(old.size());
  }

  private void bury(Task task) {
    requests.delete(
        task.address(),
        delete ->
            delete
                .conditionExpression("#r = :r AND attribute_exists(#g) AND size(#o) = :zero")
                .expressionAttributeNames(
                    Map.of("#r", Layout.REVISION, "#g", Layout.GONE, "#o", Layout.OLD))
                .expressionAttributeValues(
                    Map.of(":r", Layout.number(task.revision()), ":zero", Layout.number(0))));
    tally.tidied.increment();
  }

  /** Removes what transactions staged that never came, an hour after they began. */
  void sweep(long nowMillis, Duration age) {
    Staleness stale = new Staleness(nowMillis - age.toMillis());
    requests
        .query(
            query ->
                query
                    .keyConditionExpression("#k = :k")
                    .expressionAttributeNames(Map.of("#k", Layout.PARENT))
                    .expressionAttributeValues(Map.of(":k", Layout.text(Pieces.NOTES))))
        .items()
        .stream()
        .filter(stale::isStale)
        .forEach(this::resolve);
  }

  private record Staleness(long beforeMillis) {
    boolean isStale(Map<String, AttributeValue> note) {
      return Long.parseLong(note.getOrDefault(Pieces.AT, AttributeValue.fromN("0")).n())
          < beforeMillis;
    }
  }

  private void resolve(Map<String, AttributeValue> note) {
    List<PiecesRef> unused = new ArrayList<>();
    for (AttributeValue staged : Layout.required(note, Pieces.STAGED).l()) {
      PiecesRef ref = PiecesRef.parse(Layout.required(staged.m(), Layout.PIECES).s());
      if (!isReferredTo(Layout.address(staged.m()), ref)) {
        unused.add(ref);
      }
    }
    pieces.remove(unused);
    requests.delete(Layout.address(note), _ -> {});
    tally.tidied.add(unused.size());
  }

  private boolean isReferredTo(Address address, PiecesRef ref) {
    return requests
        .get(address)
        .map(item -> Row.of(Bytes.EMPTY, item))
        .filter(row -> row.pieces().filter(ref::equals).isPresent() || row.old().contains(ref))
        .isPresent();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
      free.acquire(AT_ONCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

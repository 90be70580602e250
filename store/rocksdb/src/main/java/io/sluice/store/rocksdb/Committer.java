package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.Key;
import io.sluice.store.Mutation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The one thread that writes. It takes all commits that wait, checks their conditions in order,
 * each against the effects of those before it, writes them as one batch, waits for the disk once,
 * and lets all their threads go on. Nobody learns of an outcome, not even that a condition failed,
 * before what it rests on is durable.
 */
final class Committer {
  /** About what a disk takes in a few milliseconds; bounds the memory of a batch. */
  private static final long MAX_BATCH_BYTES = 8 << 20;

  private final Database database;
  private final Reserve reserve;
  private final Arrivals arrivals;
  private final Revisions revisions;
  private final Thread thread;

  private final Batch batch;
  private final Deque<PendingCommit> waiting = new ArrayDeque<>();
  private final List<PendingCommit> members = new ArrayList<>();
  private final Map<Key, Long> changes = new HashMap<>();
  private final RecentChanges recent = new RecentChanges();
  private final Tally tally = new Tally();
  private long batchNumber;

  /** Why the last write failed; null when writes work. */
  private @Nullable Throwable fault;

  private volatile long visibleBatch;

  Committer(Database database, Reserve reserve, int maxWaiting) throws RocksDBException {
    this.database = database;
    this.reserve = reserve;
    batch = database.newBatch();
    arrivals = new Arrivals(maxWaiting);
    revisions = new Revisions(database.number(Layout.REVISIONS));
    thread = Thread.ofPlatform().name("sluice-store-committer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Commits a transaction and waits until it is durable. */
  long commit(PendingCommit commit) {
    arrivals.add(commit);
    return commit.await().orElseThrow();
  }

  /** The latest batch that a read that starts now is sure to see. */
  long visibleBatch() {
    return visibleBatch;
  }

  RocksDbStatistics statistics() {
    return tally.published().withWaiting(arrivals.size());
  }

  /** Waits for the commits that are under way, and refuses further ones. */
  void close() {
    arrivals.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (batch) {
      while (!waiting.isEmpty() || arrivals.takeAll(waiting)) {
        takeMembers();
        commitMembers();
      }
    }
  }

  private void takeMembers() {
    long sizeBytes = 0;
    do {
      PendingCommit member = waiting.remove();
      members.add(member);
      sizeBytes += member.sizeBytes();
    } while (!waiting.isEmpty() && sizeBytes + waiting.element().sizeBytes() <= MAX_BATCH_BYTES);
  }

  private void commitMembers() {
    batchNumber++;
    try {
      if (fault == null || recover()) {
        boolean low = reserve.isTouched();
        for (PendingCommit member : members) {
          member.decide(add(member, low));
        }
        write();
      }
    } catch (RocksDBException | RuntimeException | Error e) {
      // whatever it is, nobody may be left waiting
      fault = e;
      recent.clear(batchNumber + 1);
      failMembers(Failures.writing(e));
    }
    members.forEach(tally::count);
    tally.publish();
    members.forEach(PendingCommit::settle);
    members.clear();
    changes.clear();
    batch.clear();
  }

  /** Tries a write that nobody depends on, to see whether writes work again. */
  private boolean recover() {
    try {
      revisions.reserve(batch);
      database.write(batch);
      revisions.confirm();
      batch.clear();
      fault = null;
      return true;
    } catch (RocksDBException e) {
      fault = e;
      failMembers(Failures.refusing(e));
      return false;
    }
  }

  private void failMembers(Outcome.Failed outcome) {
    members.forEach(member -> member.decide(outcome));
  }

  /** Adds a commit to the batch, if its conditions hold; the outcome is what follows from that. */
  private Outcome add(PendingCommit commit, boolean low) throws RocksDBException {
    for (Condition condition : commit.transaction().conditions()) {
      if (!Stamp.holds(condition, currentStamp(commit, condition.key()))) {
        return new Outcome.Refused(condition);
      }
    }
    List<Mutation> mutations = commit.transaction().mutations();
    if (low && mutations.stream().anyMatch(mutation -> mutation instanceof Mutation.Put)) {
      return reserve.refusal();
    }
    long revision = revisions.next();
    int largeValues = 0;
    for (Mutation mutation : mutations) {
      Key key = mutation.key();
      batch.deleteLargeValue(currentStamp(commit, key));
      switch (mutation) {
        case Mutation.Put(Key _, Bytes value) -> {
          int slot = Layout.isLarge(value) ? ++largeValues : 0;
          long stamp = Stamp.of(revision, slot);
          batch.put(key, stamp, value);
          changes.put(key, stamp);
        }
        case Mutation.Delete _ -> {
          batch.delete(key);
          changes.put(key, Stamp.NONE);
        }
      }
    }
    return new Outcome.Committed(revision);
  }

  /** The stamp of one of a commit's keys, as all commits before it leave it. */
  private long currentStamp(PendingCommit commit, Key key) throws RocksDBException {
    Long changed = changes.get(key);
    if (changed == null) {
      changed = recent.stamp(key);
    }
    if (changed != null) {
      return changed;
    }
    return recent.reachBackTo(commit.asOf()) ? commit.stampFound(key) : database.stamp(key);
  }

  private void write() throws RocksDBException {
    boolean reserving = revisions.mustReserve();
    if (reserving) {
      revisions.reserve(batch);
    }
    if (batch.isEmpty()) {
      return;
    }
    database.write(batch);
    if (reserving) {
      revisions.confirm();
    }
    recent.add(batchNumber, changes);
    visibleBatch = batchNumber;
    tally.countSync(members.size());
  }
}

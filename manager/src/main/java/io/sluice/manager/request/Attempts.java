package io.sluice.manager.request;

import io.sluice.manager.record.Keys;
import io.sluice.protocol.Failure;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tries a transaction again whose conditions did not hold any more, on what is there now. Each time
 * somebody else's has been committed, so among all of them there is progress.
 */
public final class Attempts {
  private static final int MOST = 100;
  private static final int WITHOUT_PAUSE = 3;
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final MetadataStore store;

  public Attempts(MetadataStore store) {
    this.store = store;
  }

  /**
   * Tries until it is committed.
   *
   * @param first what has been read already
   * @param attempt commits, or throws {@link ConditionFailedException}; called with what is under
   *     the keys
   * @throws ConditionFailedException if the request has been {@link Once done before}
   */
  public <T> T run(List<Key> keys, Reads first, Function<Reads, T> attempt) {
    Reads reads = first;
    for (int count = 1; count <= MOST; count++) {
      try {
        return attempt.apply(reads);
      } catch (ConditionFailedException e) {
        if (Once.doneBefore(e)) {
          throw e;
        }
        refuseForGood(e.condition());
        pause(count);
        reads = Reads.from(store, keys);
      }
    }
    throw Refusal.of(
        Failure.Code.CONTENDED, "too many others change the same thing; try again later");
  }

  /** Tries something that reads for itself. */
  public <T> T run(Supplier<T> attempt) {
    return run(List.of(), Reads.NOTHING, _ -> attempt.get());
  }

  /**
   * Refuses what no further attempt can change. What was staged under an epoch whose lease has run
   * out may be reaped already, so it is never committed; and a blob is committed only once.
   */
  private static void refuseForGood(Condition condition) {
    if (condition instanceof Condition.Present(Key key) && key.table().equals(Keys.EPOCHS)) {
      throw Refusal.of(
          Failure.Code.NO_SUCH_EPOCH, "the lease of the epoch has run out; stage the bytes again");
    }
    if (condition instanceof Condition.Absent(Key key) && key.table().equals(Keys.BLOBS)) {
      throw Refusal.of(Failure.Code.INVALID_REQUEST, "the blob has been committed before");
    }
  }

  private static void pause(int count) {
    if (count > WITHOUT_PAUSE) {
      long bound = Math.min(LONGEST_PAUSE_NANOS, 100_000L << Math.min(count, 20));
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
    }
  }
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.Keys;
import io.sluice.store.ConditionFailedException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.CommitFailedException;

/** Does something again, from its reads on, whose conditions did not hold any more. */
public final class Retries {
  private static final int MOST = 50;
  private static final int WITHOUT_PAUSE = 3;
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private Retries() {}

  /**
   * Tries until it is committed.
   *
   * @throws ConditionFailedException if the same request has been answered meanwhile
   * @throws CommitFailedException if others were faster each time
   */
  public static <T> T run(Supplier<T> attempt) {
    for (int count = 1; count <= MOST; count++) {
      try {
        return attempt.get();
      } catch (ConditionFailedException e) {
        if (e.condition().key().table().equals(Keys.ANSWERS)) {
          throw e;
        }
        if (count > WITHOUT_PAUSE) {
          long bound = Math.min(LONGEST_PAUSE_NANOS, 100_000L << Math.min(count, 20));
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
        }
      }
    }
    throw new CommitFailedException("too many others change the same thing; try again later");
  }
}

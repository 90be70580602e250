package io.sluice.manager.bucket;

import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.Failure;
import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds buckets for the operations that work in one. */
public final class Buckets {
  private static final Duration MARK_VALIDITY = Duration.ofSeconds(30);

  private final MetadataStore store;
  private final Clock clock;

  public Buckets(MetadataStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The bucket, for policies to look at; null where there is none. */
  public static @Nullable BucketRecord record(String bucket, Reads reads) {
    return reads.record(Keys.bucket(bucket), BucketRecord.parser());
  }

  /**
   * The bucket, for those that may know whether there is one.
   *
   * @throws Refusal NO_SUCH_BUCKET
   */
  public static Versioned<BucketRecord> require(String bucket, Reads reads) {
    Key key = Keys.bucket(bucket);
    return reads
        .get(key, BucketRecord.parser())
        .orElseThrow(
            () ->
                Refusal.of(
                    Failure.Code.NO_SUCH_BUCKET,
                    "there is no bucket '%s'".formatted(bucket),
                    Map.of("BucketName", bucket)));
  }

  /**
   * The bucket, for those that are about to store something in it. The transaction must require
   * that it stays unchanged.
   *
   * @throws Refusal NO_SUCH_BUCKET, or BUCKET_BUSY while it is looked whether it is empty
   * @throws ConditionFailedException if it has to be read again
   */
  public Versioned<BucketRecord> requireOpen(String bucket, Reads reads) {
    Versioned<BucketRecord> found = require(bucket, reads);
    long markedAt = found.record().getDeletingSinceMillis();
    if (markedAt == 0) {
      return found;
    }
    requireLeftBehind(markedAt);
    Key key = Keys.bucket(bucket);
    // whoever left the mark, should it be there yet, does not find the bucket unchanged after this
    store.commit(
        Transaction.builder()
            .requireUnchanged(key, found.revision())
            .put(
                key,
                Bytes.wrap(
                    found.record().toBuilder().clearDeletingSinceMillis().build().toByteArray()))
            .build());
    throw new ConditionFailedException(new Condition.Unchanged(key, found.revision()));
  }

  /**
   * Requires of the mark of a deletion that it was left by a manager that was killed. Should that
   * manager be at it yet, because its clock is another one, it has to begin again.
   */
  void requireLeftBehind(long markedAtMillis) {
    if (Math.abs(clock.millis() - markedAtMillis) < MARK_VALIDITY.toMillis()) {
      throw Refusal.of(Failure.Code.BUCKET_BUSY, "the bucket is being deleted; try again later");
    }
  }
}

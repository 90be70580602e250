package io.sluice.manager.bucket;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.DeleteBucketRequest;
import io.sluice.protocol.Done;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Deletes an empty bucket. It is marked first, which every write into it notices, so nothing can be
 * stored between the look whether it is empty and its end. Uploads under way do not keep it; they
 * end with it.
 */
public final class DeleteBucket implements Operation<DeleteBucketRequest> {
  private final MetadataStore store;
  private final Attempts attempts;
  private final Buckets buckets;
  private final Clock clock;
  private final Consumer<String> endUploads;

  /**
   * Takes the parts that it needs.
   *
   * @param endUploads ends all uploads into a bucket
   */
  public DeleteBucket(
      MetadataStore store, Buckets buckets, Clock clock, Consumer<String> endUploads) {
    this.store = store;
    this.buckets = buckets;
    this.endUploads = endUploads;
    this.attempts = new Attempts(store);
    this.clock = clock;
  }

  @Override
  public List<Key> reads(DeleteBucketRequest request) {
    return List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(DeleteBucketRequest request, Caller caller, Reads reads) {
    String name = request.getBucket();
    caller.require("s3:DeleteBucket", Arns.bucket(name), Buckets.record(name, reads));
    Reply done = Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
    attempts.run(
        reads(request),
        reads,
        current -> {
          delete(
              name,
              Buckets.require(name, current),
              transaction -> caller.once().remember(transaction, () -> done));
          return true;
        });
    return done;
  }

  private void delete(
      String name, Versioned<BucketRecord> bucket, Consumer<Transaction.Builder> also) {
    long markedAt = bucket.record().getDeletingSinceMillis();
    if (markedAt != 0) {
      buckets.requireLeftBehind(markedAt);
    }
    // a look before the mark, so that writes into a bucket that is in use are not held up
    requireEmpty(name);
    Key key = Keys.bucket(name);
    long marked =
        put(
            key,
            bucket.revision(),
            bucket.record().toBuilder().setDeletingSinceMillis(clock.millis()).build());
    try {
      requireEmpty(name);
    } catch (Refusal notEmpty) {
      put(key, marked, bucket.record().toBuilder().clearDeletingSinceMillis().build());
      throw notEmpty;
    }
    endUploads.accept(name);
    Transaction.Builder end = Transaction.builder().requireUnchanged(key, marked).delete(key);
    also.accept(end);
    store.commit(end.build());
  }

  private void requireEmpty(String name) {
    Scan scan = Scan.of(Keys.OBJECTS, Keys.inBucket(name, ByteString.EMPTY), 1);
    if (!store.scan(scan).entries().isEmpty()) {
      throw Refusal.of(
          Failure.Code.BUCKET_NOT_EMPTY,
          "the bucket '%s' is not empty".formatted(name),
          Map.of("BucketName", name));
    }
  }

  private long put(Key key, long revision, BucketRecord record) {
    return store.commit(
        Transaction.builder()
            .requireUnchanged(key, revision)
            .put(key, Bytes.wrap(record.toByteArray()))
            .build());
  }
}

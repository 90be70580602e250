package io.sluice.manager.upload;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.AbortUploadRequest;
import io.sluice.protocol.Done;
import io.sluice.protocol.Reply;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends an upload without an object. No part can be added from then on, and those that are there are
 * removed.
 */
public final class AbortUpload implements Operation<AbortUploadRequest> {
  private final MetadataStore store;
  private final Attempts attempts;
  private final Consumer<UploadId> ended;

  /**
   * Takes the parts that it needs.
   *
   * @param ended is told of every upload that has ended, to remove what is left of it
   */
  public AbortUpload(MetadataStore store, Consumer<UploadId> ended) {
    this.store = store;
    this.attempts = new Attempts(store);
    this.ended = ended;
  }

  @Override
  public List<Key> reads(AbortUploadRequest request) {
    return Uploads.reads(request.getBucket(), request.getKey(), request.getUploadId());
  }

  @Override
  public Reply perform(AbortUploadRequest request, Caller caller, Reads first) {
    String bucket = request.getBucket();
    caller.require(
        "s3:AbortMultipartUpload",
        Arns.object(bucket, request.getKey()),
        Buckets.record(bucket, first));
    Buckets.require(bucket, first);
    UploadId id = Uploads.id(request.getUploadId());
    Reply done = Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
    attempts.run(
        reads(request),
        first,
        reads -> {
          Versioned<UploadRecord> upload = Uploads.require(bucket, request.getKey(), id, reads);
          Key key = Keys.upload(bucket, request.getKey(), id);
          Transaction.Builder transaction = Transaction.builder();
          Uploads.end(transaction, key, upload.revision(), id, ByteString.EMPTY);
          caller.once().remember(transaction, () -> done);
          return store.commit(transaction.build());
        });
    ended.accept(id);
    return done;
  }
}

package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.Failure;
import io.sluice.protocol.PutObjectRequest;
import io.sluice.protocol.Reply;
import io.sluice.protocol.StoredObject;
import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.List;

/**
 * Stores an object: a small one together with its bytes, a larger one whose bytes have been staged
 * as a blob.
 */
public final class PutObject implements Operation<PutObjectRequest> {
  private final ObjectWrites writes;
  private final Clock clock;
  private final int inlineLimit;

  public PutObject(ObjectWrites writes, Clock clock, int inlineLimit) {
    this.writes = writes;
    this.clock = clock;
    this.inlineLimit = inlineLimit;
  }

  @Override
  public List<Key> reads(PutObjectRequest request) {
    return place(request).reads();
  }

  @Override
  public Reply perform(PutObjectRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    caller.require(
        "s3:PutObject", Arns.object(bucket, request.getKey()), Buckets.record(bucket, reads));
    if (request.getInfo().getHeaders().getTagsCount() > 0) {
      caller.require(
          "s3:PutObjectTagging",
          Arns.object(bucket, request.getKey()),
          Buckets.record(bucket, reads));
    }
    int inlineBytes = request.getContent().getInline().size();
    if (inlineBytes > inlineLimit) {
      throw Refusal.of(
          Failure.Code.INVALID_REQUEST,
          "%d bytes are more than the %d that are kept in the store"
              .formatted(inlineBytes, inlineLimit));
    }
    ObjectRecord stored =
        writes.put(
            place(request),
            List.of(),
            reads,
            (transaction, _) -> {
              ObjectRecord record = prepare(request, transaction);
              caller.once().remember(transaction, () -> reply(record));
              return record;
            });
    return reply(stored);
  }

  private static Reply reply(ObjectRecord stored) {
    return Reply.newBuilder()
        .setObject(StoredObject.newBuilder().setInfo(stored.getInfo()))
        .build();
  }

  private static ObjectWrites.Place place(PutObjectRequest request) {
    return new ObjectWrites.Place(request.getBucket(), request.getKey(), request.getCondition());
  }

  private ObjectRecord prepare(PutObjectRequest request, Transaction.Builder transaction) {
    ObjectRecord.Builder record =
        ObjectRecord.newBuilder()
            .setInfo(request.getInfo().toBuilder().setModifiedMillis(clock.millis()));
    String bucket = request.getBucket();
    ByteString key = request.getKey();
    if (request.getContent().hasInline()) {
      byte[] bytes = request.getContent().getInline().toByteArray();
      record.setInline(ObjectWrites.putInline(transaction, bucket, key, bytes));
    } else {
      record.setBlob(request.getContent().getBlobs().getBlobs(0));
      Contents.addBlob(transaction, record.getBlob(), bucket, key);
    }
    return record.build();
  }
}

package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Once;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.DeleteObjectsReply;
import io.sluice.protocol.DeleteObjectsReply.Result;
import io.sluice.protocol.DeleteObjectsRequest;
import io.sluice.protocol.DeleteObjectsRequest.Target;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.protocol.client.ObjectKey;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deletes up to 1,000 objects, each on its own: what may not be deleted is reported and keeps
 * nothing else.
 */
public final class DeleteObjects implements Operation<DeleteObjectsRequest> {
  private static final int MOST = 1_000;

  private final MetadataStore store;
  private final ObjectDeletes deletes;

  public DeleteObjects(MetadataStore store, Contents contents) {
    this.store = store;
    this.deletes = new ObjectDeletes(store, contents);
  }

  @Override
  public List<Key> reads(DeleteObjectsRequest request) {
    return List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(DeleteObjectsRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    @Nullable BucketRecord record = Buckets.record(bucket, reads);
    if (record == null) {
      caller.require("s3:DeleteObject", Arns.object(bucket, ByteString.EMPTY), null);
      Buckets.require(bucket, reads);
    }
    if (request.getTargetsCount() > MOST) {
      throw Refusal.of(
          Failure.Code.TOO_MANY_ITEMS,
          "at most %d objects can be deleted at once, not %d"
              .formatted(MOST, request.getTargetsCount()));
    }
    Once once = caller.once();
    Set<ByteString> before = once.deletedBefore(store);
    DeleteObjectsReply.Builder reply = DeleteObjectsReply.newBuilder();
    List<ByteString> unconditional = new ArrayList<>();
    for (Target target : request.getTargetsList()) {
      Result.Builder result = Result.newBuilder().setKey(target.getKey());
      try {
        if (!ObjectKey.valid(target.getKey())) {
          throw Refusal.of(Failure.Code.INVALID_REQUEST, "no object can have this key");
        }
        caller.require("s3:DeleteObject", Arns.object(bucket, target.getKey()), record);
        if (target.getIfMatch().isEmpty()) {
          unconditional.add(target.getKey());
        } else if (!before.contains(target.getKey())) {
          deleteOne(bucket, target, once);
        }
      } catch (Refusal refusal) {
        result.setFailure(refusal.failure());
      }
      reply.addResults(result);
    }
    deletes.deleteAll(bucket, unconditional, once);
    return Reply.newBuilder().setDeleted(reply).build();
  }

  private void deleteOne(String bucket, Target target, Once once) {
    Reads reads = Reads.from(store, List.of(Keys.object(bucket, target.getKey())));
    deletes.delete(
        bucket,
        target.getKey(),
        target.getIfMatch(),
        reads,
        transaction -> once.rememberDeleted(transaction, List.of(target.getKey())));
  }
}

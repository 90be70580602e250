package io.sluice.manager.object;

import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.DeleteObjectRequest;
import io.sluice.protocol.Done;
import io.sluice.protocol.Reply;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.List;

/** Deletes one object; one that is not there is deleted already. */
public final class DeleteObject implements Operation<DeleteObjectRequest> {
  private final ObjectDeletes deletes;

  public DeleteObject(MetadataStore store, Contents contents) {
    this.deletes = new ObjectDeletes(store, contents);
  }

  @Override
  public List<Key> reads(DeleteObjectRequest request) {
    return List.of(
        Keys.bucket(request.getBucket()), Keys.object(request.getBucket(), request.getKey()));
  }

  @Override
  public Reply perform(DeleteObjectRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    caller.require(
        "s3:DeleteObject", Arns.object(bucket, request.getKey()), Buckets.record(bucket, reads));
    Buckets.require(bucket, reads);
    Reply done = Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
    deletes.delete(
        bucket,
        request.getKey(),
        request.getIfMatch(),
        reads,
        transaction -> caller.once().remember(transaction, () -> done));
    return done;
  }
}

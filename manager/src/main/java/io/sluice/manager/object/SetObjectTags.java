package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Done;
import io.sluice.protocol.Reply;
import io.sluice.protocol.SetObjectTagsRequest;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.List;

/** Gives an object tags, or takes them away. Neither its ETag nor its date changes with them. */
public final class SetObjectTags implements Operation<SetObjectTagsRequest> {
  private final MetadataStore store;
  private final Attempts attempts;

  public SetObjectTags(MetadataStore store) {
    this.store = store;
    this.attempts = new Attempts(store);
  }

  @Override
  public List<Key> reads(SetObjectTagsRequest request) {
    return List.of(
        Keys.bucket(request.getBucket()), Keys.object(request.getBucket(), request.getKey()));
  }

  @Override
  public Reply perform(SetObjectTagsRequest request, Caller caller, Reads first) {
    return attempts.run(reads(request), first, reads -> set(request, caller, reads));
  }

  private Reply set(SetObjectTagsRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    ByteString key = request.getKey();
    String action = request.getDeletion() ? "s3:DeleteObjectTagging" : "s3:PutObjectTagging";
    caller.require(action, Arns.object(bucket, key), Buckets.record(bucket, reads));
    Existing object = Objects.require(bucket, key, caller, reads);
    ObjectRecord.Builder record = object.record().toBuilder();
    record.getInfoBuilder().getHeadersBuilder().clearTags().addAllTags(request.getTagsList());
    Transaction.Builder transaction = Transaction.builder();
    object.requireUnchanged(transaction);
    Objects.put(transaction, object.name(), record.build());
    Reply done = Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
    caller.once().remember(transaction, () -> done);
    store.commit(transaction.build());
    return done;
  }
}

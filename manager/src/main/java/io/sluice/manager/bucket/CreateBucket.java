package io.sluice.manager.bucket;

import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.CreateBucketRequest;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.Map;

/** Makes a bucket, which belongs to the principal that makes it. */
public final class CreateBucket implements Operation<CreateBucketRequest> {
  private final MetadataStore store;
  private final Clock clock;
  private final String region;

  public CreateBucket(MetadataStore store, Clock clock, String region) {
    this.store = store;
    this.clock = clock;
    this.region = region;
  }

  @Override
  public Reply perform(CreateBucketRequest request, Caller caller, Reads reads) {
    String name = request.getBucket();
    caller.require("s3:CreateBucket", Arns.bucket(name));
    BucketRecord record =
        BucketRecord.newBuilder()
            .setOwner(caller.name())
            .setRegion(region)
            .setCreatedMillis(clock.millis())
            .build();
    Reply reply = BucketReplies.of(name, record);
    Key key = Keys.bucket(name);
    try {
      Transaction.Builder transaction =
          Transaction.builder().requireAbsent(key).put(key, Bytes.wrap(record.toByteArray()));
      caller.once().remember(transaction, () -> reply);
      store.commit(transaction.build());
    } catch (ConditionFailedException e) {
      throw exists(name, caller);
    }
    return reply;
  }

  private Refusal exists(String name, Caller caller) {
    Key key = Keys.bucket(name);
    boolean own =
        store
            .get(key)
            .map(entry -> Reads.parse(key, entry, BucketRecord.parser()).record().getOwner())
            .filter(owner -> caller.root() || owner.equals(caller.name()))
            .isPresent();
    return Refusal.of(
        own ? Failure.Code.BUCKET_OWNED_BY_CALLER : Failure.Code.BUCKET_EXISTS,
        "there is a bucket '%s' already".formatted(name),
        Map.of("BucketName", name));
  }
}

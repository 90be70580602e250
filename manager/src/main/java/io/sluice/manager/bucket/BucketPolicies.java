package io.sluice.manager.bucket;

import io.sluice.manager.policy.MalformedPolicyException;
import io.sluice.manager.policy.PolicyParser;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.BucketPolicy;
import io.sluice.protocol.Done;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The three operations on the policy of a bucket, which is a field of its record. */
public final class BucketPolicies {
  private final MetadataStore store;
  private final Buckets buckets;
  private final Attempts attempts;

  public BucketPolicies(MetadataStore store, Buckets buckets) {
    this.store = store;
    this.buckets = buckets;
    this.attempts = new Attempts(store);
  }

  public Reply get(String bucket, Caller caller) {
    Reads reads = Reads.from(store, List.of(Keys.bucket(bucket)));
    caller.require("s3:GetBucketPolicy", Arns.bucket(bucket), Buckets.record(bucket, reads));
    String policy = Buckets.require(bucket, reads).record().getPolicy();
    if (policy.isEmpty()) {
      throw Refusal.of(
          Failure.Code.NO_SUCH_BUCKET_POLICY,
          "the bucket '%s' has no policy".formatted(bucket),
          Map.of("BucketName", bucket));
    }
    return Reply.newBuilder().setBucketPolicy(BucketPolicy.newBuilder().setPolicy(policy)).build();
  }

  public Reply put(String bucket, String policy, Caller caller) {
    return set("s3:PutBucketPolicy", bucket, () -> wellFormed(policy), caller);
  }

  public Reply delete(String bucket, Caller caller) {
    return set("s3:DeleteBucketPolicy", bucket, () -> "", caller);
  }

  private Reply set(String action, String bucket, Supplier<String> policy, Caller caller) {
    Key key = Keys.bucket(bucket);
    List<Key> keys = List.of(key);
    Reply done = Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
    attempts.run(
        keys,
        Reads.from(store, keys),
        reads -> {
          caller.require(action, Arns.bucket(bucket), Buckets.record(bucket, reads));
          Versioned<BucketRecord> found = buckets.requireOpen(bucket, reads);
          BucketRecord changed = found.record().toBuilder().setPolicy(policy.get()).build();
          Transaction.Builder transaction =
              Transaction.builder()
                  .requireUnchanged(key, found.revision())
                  .put(key, Bytes.wrap(changed.toByteArray()));
          caller.once().remember(transaction, () -> done);
          return store.commit(transaction.build());
        });
    return done;
  }

  private static String wellFormed(String policy) {
    try {
      PolicyParser.parseBucketPolicy(policy);
      return policy;
    } catch (MalformedPolicyException e) {
      throw Refusal.of(Failure.Code.MALFORMED_POLICY, String.valueOf(e.getMessage()));
    }
  }
}

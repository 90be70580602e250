package io.sluice.manager.bucket;

import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.GetBucketRequest;
import io.sluice.protocol.Reply;
import io.sluice.store.Key;
import java.util.List;

/** Tells about one bucket. */
public final class GetBucket implements Operation<GetBucketRequest> {
  @Override
  public List<Key> reads(GetBucketRequest request) {
    return List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(GetBucketRequest request, Caller caller, Reads reads) {
    String name = request.getBucket();
    String action =
        request.getPurpose() == GetBucketRequest.Purpose.LOCATION
            ? "s3:GetBucketLocation"
            : "s3:ListBucket";
    caller.require(action, Arns.bucket(name), Buckets.record(name, reads));
    return BucketReplies.of(name, Buckets.require(name, reads).record());
  }
}

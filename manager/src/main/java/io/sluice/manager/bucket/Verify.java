package io.sluice.manager.bucket;

import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Done;
import io.sluice.protocol.Reply;
import io.sluice.protocol.VerifyRequest;
import io.sluice.store.Key;
import java.util.List;

/** Says whether somebody is who they say and may do something, and does nothing. */
public final class Verify implements Operation<VerifyRequest> {
  @Override
  public List<Key> reads(VerifyRequest request) {
    return request.getBucket().isEmpty() ? List.of() : List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(VerifyRequest request, Caller caller, Reads reads) {
    if (!request.getAction().isEmpty()) {
      String bucket = request.getBucket();
      String resource =
          request.getKey().isEmpty() ? Arns.bucket(bucket) : Arns.object(bucket, request.getKey());
      caller.require(
          request.getAction(), resource, bucket.isEmpty() ? null : Buckets.record(bucket, reads));
    }
    return Reply.newBuilder().setDone(Done.getDefaultInstance()).build();
  }
}

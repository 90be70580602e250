package io.sluice.manager.upload;

import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Versioned;
import io.sluice.protocol.CreateUploadRequest;
import io.sluice.protocol.Reply;
import io.sluice.protocol.UploadInfo;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/** Begins an upload in parts. */
public final class CreateUpload implements Operation<CreateUploadRequest> {
  private final MetadataStore store;
  private final Buckets buckets;
  private final Attempts attempts;
  private final Clock clock;
  private final RandomGenerator random;

  public CreateUpload(MetadataStore store, Buckets buckets, Clock clock, RandomGenerator random) {
    this.store = store;
    this.buckets = buckets;
    this.attempts = new Attempts(store);
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<Key> reads(CreateUploadRequest request) {
    return List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(CreateUploadRequest request, Caller caller, Reads first) {
    String bucket = request.getBucket();
    caller.require(
        "s3:PutObject", Arns.object(bucket, request.getKey()), Buckets.record(bucket, first));
    if (request.getHeaders().getTagsCount() > 0) {
      caller.require(
          "s3:PutObjectTagging",
          Arns.object(bucket, request.getKey()),
          Buckets.record(bucket, first));
    }
    UploadId id = UploadId.generate(clock.instant(), random);
    UploadInfo info =
        UploadInfo.newBuilder()
            .setUploadId(id.toString())
            .setKey(request.getKey())
            .setInitiatedMillis(clock.millis())
            .setChecksumAlgorithm(request.getChecksumAlgorithm())
            .setChecksumType(request.getChecksumType())
            .setHeaders(request.getHeaders())
            .setInitiator(caller.name())
            .build();
    UploadRecord record = UploadRecord.newBuilder().setInfo(info).setBucket(bucket).build();
    Key key = Keys.upload(bucket, request.getKey(), id);
    Reply reply = Reply.newBuilder().setUpload(info).build();
    attempts.run(
        reads(request),
        first,
        reads -> {
          Versioned<BucketRecord> found = buckets.requireOpen(bucket, reads);
          Transaction.Builder transaction =
              Transaction.builder()
                  .requireUnchanged(Keys.bucket(bucket), found.revision())
                  .requireAbsent(key)
                  .put(key, Bytes.wrap(record.toByteArray()));
          caller.once().remember(transaction, () -> reply);
          return store.commit(transaction.build());
        });
    return reply;
  }
}

package io.sluice.manager.object;

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
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.AdmitReply;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.UploadInfo;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says whether a body would be taken, before any of it is sent. It promises nothing: what is
 * required is required again when the bytes are committed.
 */
public final class Admit implements Operation<AdmitRequest> {
  private final MetadataStore store;
  private final Attempts attempts;

  public Admit(MetadataStore store) {
    this.store = store;
    this.attempts = new Attempts(store);
  }

  @Override
  public List<Key> reads(AdmitRequest request) {
    List<Key> keys = new ArrayList<>();
    keys.add(Keys.bucket(request.getBucket()));
    keys.add(Keys.object(request.getBucket(), request.getKey()));
    UploadId.parse(request.getUploadId())
        .ifPresent(id -> keys.add(Keys.upload(request.getBucket(), request.getKey(), id)));
    if (request.hasSource()) {
      CopySource source = request.getSource();
      keys.add(Keys.bucket(source.getBucket()));
      keys.add(Keys.object(source.getBucket(), source.getKey()));
      keys.add(Keys.inline(source.getBucket(), source.getKey()));
    }
    return keys.stream().distinct().toList();
  }

  @Override
  public Reply perform(AdmitRequest request, Caller caller, Reads first) {
    return attempts.run(reads(request), first, reads -> admit(request, caller, reads));
  }

  private Reply admit(AdmitRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    caller.require(
        "s3:PutObject", Arns.object(bucket, request.getKey()), Buckets.record(bucket, reads));
    Buckets.require(bucket, reads);
    AdmitReply.Builder reply = AdmitReply.newBuilder();
    if (request.getUploadId().isEmpty()) {
      Preconditions.check(
          request.getCondition(),
          Objects.find(bucket, request.getKey(), reads).map(Existing::record).orElse(null),
          request.getKey().toStringUtf8());
    } else {
      UploadInfo upload = upload(request, reads);
      reply
          .setChecksumAlgorithm(upload.getChecksumAlgorithm())
          .setChecksumType(upload.getChecksumType());
    }
    if (request.hasSource()) {
      reply.setSource(source(request.getSource(), caller, reads));
    }
    if (request.getSigningKeyWanted()) {
      caller
          .signingKey()
          .ifPresent(key -> reply.setSigningKey(ByteString.copyFrom(key.toByteArray())));
    }
    return Reply.newBuilder().setAdmitted(reply).build();
  }

  private static UploadInfo upload(AdmitRequest request, Reads reads) {
    return UploadId.parse(request.getUploadId())
        .map(id -> Keys.upload(request.getBucket(), request.getKey(), id))
        .flatMap(key -> reads.get(key, UploadRecord.parser()))
        .map(found -> found.record().getInfo())
        .orElseThrow(
            () ->
                Refusal.of(
                    Failure.Code.NO_SUCH_UPLOAD,
                    "there is no such upload",
                    Map.of("UploadId", request.getUploadId())));
  }

  private StoredObject source(CopySource source, Caller caller, Reads reads) {
    Existing object = Objects.readable(source.getBucket(), source.getKey(), caller, reads);
    Preconditions.check(source, object.record().getInfo());
    return StoredObject.newBuilder()
        .setInfo(object.record().getInfo())
        .setContent(Objects.content(object, reads, store))
        .build();
  }
}

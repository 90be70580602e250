package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.manager.request.Refusal;
import io.sluice.protocol.CopyObjectRequest;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.Failure;
import io.sluice.protocol.ObjectHeaders;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.Reply;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.client.Etags;
import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Copies an object without copying its bytes: both refer to the same blobs from then on. Inline
 * bytes are copied, in the store.
 */
public final class CopyObject implements Operation<CopyObjectRequest> {
  /** S3's own limit for copying in one request. */
  private static final long LARGEST_SOURCE = 5L << 30;

  private final ObjectWrites writes;
  private final Clock clock;

  public CopyObject(ObjectWrites writes, Clock clock) {
    this.writes = writes;
    this.clock = clock;
  }

  @Override
  public List<Key> reads(CopyObjectRequest request) {
    CopySource source = request.getSource();
    return Stream.of(
            Keys.bucket(request.getBucket()),
            Keys.object(request.getBucket(), request.getKey()),
            Keys.bucket(source.getBucket()),
            Keys.object(source.getBucket(), source.getKey()),
            Keys.inline(source.getBucket(), source.getKey()))
        .distinct()
        .toList();
  }

  @Override
  public Reply perform(CopyObjectRequest request, Caller caller, Reads reads) {
    caller.require(
        "s3:PutObject",
        Arns.object(request.getBucket(), request.getKey()),
        Buckets.record(request.getBucket(), reads));
    ObjectWrites.Place place =
        new ObjectWrites.Place(request.getBucket(), request.getKey(), request.getCondition());
    ObjectRecord stored = writes.put(place, reads(request), reads, new Copy(request, caller));
    return reply(stored);
  }

  private static Reply reply(ObjectRecord stored) {
    return Reply.newBuilder()
        .setObject(StoredObject.newBuilder().setInfo(stored.getInfo()))
        .build();
  }

  private final class Copy implements ObjectWrites.Replacement {
    private final CopyObjectRequest request;
    private final Caller caller;

    Copy(CopyObjectRequest request, Caller caller) {
      this.request = request;
      this.caller = caller;
    }

    @Override
    public Optional<Existing> source(Reads reads) {
      CopySource from = request.getSource();
      return Objects.find(from.getBucket(), from.getKey(), reads);
    }

    @Override
    public ObjectRecord prepare(Transaction.Builder transaction, Reads reads) {
      CopySource from = request.getSource();
      Existing source = Objects.readable(from.getBucket(), from.getKey(), caller, reads);
      ObjectRecord record = source.record();
      Preconditions.check(from, record.getInfo());
      requireCopyable(record.getInfo());
      ObjectRecord.Builder copy = record.toBuilder();
      ObjectInfo info = info(record.getInfo());
      requireTaggable(info, reads);
      copy.setInfo(info);
      if (record.hasInline()) {
        ByteString bytes = Objects.inlineBytes(source, reads);
        copy.setInline(
            ObjectWrites.putInline(
                transaction, request.getBucket(), request.getKey(), bytes.toByteArray()));
      }
      ObjectRecord prepared = copy.build();
      caller.once().remember(transaction, () -> reply(prepared));
      return prepared;
    }

    private ObjectInfo info(ObjectInfo source) {
      ObjectInfo.Builder info = source.toBuilder().setModifiedMillis(clock.millis());
      info.setHeaders(headers(source.getHeaders()));
      if (request.hasChecksum()) {
        if (!request.getChecksumOfEtag().equals(Etags.of(source))) {
          throw Refusal.of(
              Failure.Code.CONTENDED, "the source changed while its checksum was computed");
        }
        info.setChecksum(request.getChecksum());
      }
      return info.build();
    }

    private ObjectHeaders headers(ObjectHeaders source) {
      if (!request.hasHeaders()) {
        return source;
      }
      ObjectHeaders asked = request.getHeaders();
      ObjectHeaders.Builder headers =
          request.getMetadataOfSource()
              ? source.toBuilder()
                  .setStorageClass(asked.getStorageClass())
                  .setWebsiteRedirect(asked.getWebsiteRedirect())
              : asked.toBuilder();
      List<ObjectHeaders.Tag> tags =
          request.getReplaceTags() ? asked.getTagsList() : source.getTagsList();
      return headers.clearTags().addAllTags(tags).build();
    }

    /** Nobody learns an object's tags by copying it, nor sets them so. */
    private void requireTaggable(ObjectInfo copy, Reads reads) {
      if (copy.getHeaders().getTagsCount() == 0) {
        return;
      }
      CopySource from = request.getSource();
      if (!request.getReplaceTags()) {
        caller.require(
            GetObject.GET_TAGS,
            Arns.object(from.getBucket(), from.getKey()),
            Buckets.record(from.getBucket(), reads));
      }
      caller.require(
          "s3:PutObjectTagging",
          Arns.object(request.getBucket(), request.getKey()),
          Buckets.record(request.getBucket(), reads));
    }

    private void requireCopyable(ObjectInfo source) {
      if (source.getSize() > LARGEST_SOURCE) {
        throw Refusal.of(
            Failure.Code.OBJECT_TOO_LARGE,
            "the specified copy source is larger than the maximum allowable size for a copy source: "
                + LARGEST_SOURCE);
      }
    }
  }
}

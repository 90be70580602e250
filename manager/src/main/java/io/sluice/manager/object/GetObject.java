package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Attempts;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.Content;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.GetObjectRequest.Purpose;
import io.sluice.protocol.Reply;
import io.sluice.protocol.StoredObject;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.List;

/** Tells about an object, and where its bytes are. */
public final class GetObject implements Operation<GetObjectRequest> {
  /** What it takes to learn of tags. */
  static final String GET_TAGS = "s3:GetObjectTagging";

  private final MetadataStore store;
  private final Attempts attempts;

  public GetObject(MetadataStore store) {
    this.store = store;
    this.attempts = new Attempts(store);
  }

  @Override
  public List<Key> reads(GetObjectRequest request) {
    String bucket = request.getBucket();
    Key object = Keys.object(bucket, request.getKey());
    return request.getPurpose() == Purpose.READ
        ? List.of(Keys.bucket(bucket), object, Keys.inline(bucket, request.getKey()))
        : List.of(Keys.bucket(bucket), object);
  }

  @Override
  public Reply perform(GetObjectRequest request, Caller caller, Reads first) {
    return attempts.run(reads(request), first, reads -> find(request, caller, reads));
  }

  private Reply find(GetObjectRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    ByteString key = request.getKey();
    if (request.getPurpose() == Purpose.ATTRIBUTES) {
      caller.require(
          "s3:GetObjectAttributes", Arns.object(bucket, key), Buckets.record(bucket, reads));
    }
    Existing object =
        request.getPurpose() == Purpose.TAGS
            ? tagged(bucket, key, caller, reads)
            : Objects.readable(bucket, key, caller, reads);
    StoredObject.Builder stored = StoredObject.newBuilder().setInfo(object.record().getInfo());
    if (stored.getInfo().getHeaders().getTagsCount() > 0
        && !caller.may(GET_TAGS, Arns.object(bucket, key), Buckets.record(bucket, reads))) {
      stored.getInfoBuilder().getHeadersBuilder().clearTags();
    }
    switch (request.getPurpose()) {
      case READ -> stored.setContent(Objects.content(object, reads, store));
      case ATTRIBUTES, PARTS -> {
        if (object.record().hasBlobList()) {
          stored.setContent(Content.newBuilder().setBlobs(Objects.blobList(object, store)));
        }
      }
      case HEAD, TAGS, UNRECOGNIZED -> {}
    }
    return Reply.newBuilder().setObject(stored).build();
  }

  private static Existing tagged(String bucket, ByteString key, Caller caller, Reads reads) {
    caller.require(GET_TAGS, Arns.object(bucket, key), Buckets.record(bucket, reads));
    return Objects.require(bucket, key, caller, reads);
  }
}

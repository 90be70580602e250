package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.policy.ContextKeys;
import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.ListObjectsRequest;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists objects in the order of their keys' bytes. */
public final class ListObjects implements Operation<ListObjectsRequest> {
  private static final int MOST = 1_000;

  private final MetadataStore store;

  public ListObjects(MetadataStore store) {
    this.store = store;
  }

  @Override
  public List<Key> reads(ListObjectsRequest request) {
    return List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(ListObjectsRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    @Nullable BucketRecord record = Buckets.record(bucket, reads);
    caller.require(
        "s3:ListBucket",
        Arns.bucket(bucket),
        record,
        Map.of(
            ContextKeys.PREFIX, request.getPrefix().toStringUtf8(),
            ContextKeys.DELIMITER, request.getDelimiter().toStringUtf8(),
            ContextKeys.MAX_KEYS, Integer.toString(request.getLimit())));
    Buckets.require(bucket, reads);
    ObjectList.Builder list = ObjectList.newBuilder();
    if (request.getLimit() > 0) {
      fill(list, bucket, store.scan(scan(request)));
    }
    return Reply.newBuilder().setObjects(list).build();
  }

  private static Scan scan(ListObjectsRequest request) {
    String bucket = request.getBucket();
    ByteString after = request.getAfter();
    return new Scan(
        Keys.OBJECTS,
        Keys.inBucket(bucket, request.getPrefix()),
        Bytes.wrap(request.getDelimiter().toByteArray()),
        after.isEmpty() ? Bytes.EMPTY : Keys.inBucket(bucket, after),
        Math.min(request.getLimit(), MOST));
  }

  private static void fill(ObjectList.Builder list, String bucket, Page page) {
    for (Page.Item item : page.entries()) {
      ObjectRecord object =
          Reads.parse(new Key(Keys.OBJECTS, item.name()), item.entry(), ObjectRecord.parser())
              .record();
      list.addItems(
          ObjectList.Item.newBuilder()
              .setKey(Keys.keyOf(bucket, item.name()))
              .setInfo(object.getInfo()));
    }
    for (Bytes prefix : page.commonPrefixes()) {
      list.addCommonPrefixes(Keys.keyOf(bucket, prefix));
    }
    page.next().ifPresent(next -> list.setNext(Keys.keyOf(bucket, next)));
  }
}

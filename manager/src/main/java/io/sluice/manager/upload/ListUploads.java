package io.sluice.manager.upload;

import com.google.protobuf.ByteString;
import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.record.UploadRecord;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.ListUploadsRequest;
import io.sluice.protocol.Reply;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.UploadList;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.List;

/** Lists the uploads under way in a bucket, in the order of their keys and then of their age. */
public final class ListUploads implements Operation<ListUploadsRequest> {
  private static final int MOST = 1_000;

  private final MetadataStore store;

  public ListUploads(MetadataStore store) {
    this.store = store;
  }

  @Override
  public List<Key> reads(ListUploadsRequest request) {
    return List.of(Keys.bucket(request.getBucket()));
  }

  @Override
  public Reply perform(ListUploadsRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    caller.require(
        "s3:ListBucketMultipartUploads", Arns.bucket(bucket), Buckets.record(bucket, reads));
    Buckets.require(bucket, reads);
    UploadList.Builder list = UploadList.newBuilder();
    if (request.getLimit() > 0) {
      fill(list, bucket, store.scan(scan(request)));
    }
    return Reply.newBuilder().setUploads(list).build();
  }

  private static Scan scan(ListUploadsRequest request) {
    return new Scan(
        Keys.UPLOADS,
        Keys.inBucket(request.getBucket(), request.getPrefix()),
        Bytes.wrap(request.getDelimiter().toByteArray()),
        after(request),
        Math.min(request.getLimit(), MOST));
  }

  private static Bytes after(ListUploadsRequest request) {
    ByteString key = request.getAfterKey();
    if (key.isEmpty()) {
      return Bytes.EMPTY;
    }
    Bytes inBucket = Keys.inBucket(request.getBucket(), key);
    if (!request.getDelimiter().isEmpty() && isCommonPrefix(request, inBucket)) {
      return inBucket;
    }
    return request.getAfterUploadId().isEmpty()
        ? Keys.afterUploads(request.getBucket(), key)
        : UploadId.parse(request.getAfterUploadId())
            .map(id -> Keys.upload(request.getBucket(), key, id).name())
            .orElseGet(() -> Keys.afterUploads(request.getBucket(), key));
  }

  /** Whether a page can have ended with this as a common prefix. */
  private static boolean isCommonPrefix(ListUploadsRequest request, Bytes marker) {
    Bytes prefix = Keys.inBucket(request.getBucket(), request.getPrefix());
    Bytes delimiter = Bytes.wrap(request.getDelimiter().toByteArray());
    return marker.startsWith(prefix)
        && marker.indexOf(delimiter, prefix.length()) == marker.length() - delimiter.length();
  }

  private static void fill(UploadList.Builder list, String bucket, Page page) {
    for (Page.Item item : page.entries()) {
      list.addUploads(upload(item));
    }
    for (Bytes prefix : page.commonPrefixes()) {
      list.addCommonPrefixes(Keys.keyOf(bucket, prefix));
    }
    page.next()
        .ifPresent(
            next -> {
              list.setTruncated(true);
              boolean atPrefix =
                  page.entries().isEmpty() || !page.entries().getLast().name().equals(next);
              if (atPrefix) {
                list.setNextKey(Keys.keyOf(bucket, next));
              } else {
                UploadInfo last = list.getUploads(list.getUploadsCount() - 1);
                list.setNextKey(last.getKey()).setNextUploadId(last.getUploadId());
              }
            });
  }

  private static UploadInfo upload(Page.Item item) {
    return Reads.parse(new Key(Keys.UPLOADS, item.name()), item.entry(), UploadRecord.parser())
        .record()
        .getInfo();
  }
}

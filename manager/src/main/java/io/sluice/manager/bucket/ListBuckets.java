package io.sluice.manager.bucket;

import io.sluice.manager.record.BucketRecord;
import io.sluice.manager.record.Keys;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.BucketList;
import io.sluice.protocol.ListBucketsRequest;
import io.sluice.protocol.Reply;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;

/** Lists buckets in the order of their names. */
public final class ListBuckets implements Operation<ListBucketsRequest> {
  private static final int MOST = 10_000;

  private final MetadataStore store;

  public ListBuckets(MetadataStore store) {
    this.store = store;
  }

  @Override
  public Reply perform(ListBucketsRequest request, Caller caller, Reads reads) {
    caller.require("s3:ListAllMyBuckets", Arns.ANYTHING);
    Page page =
        store.scan(
            Scan.of(
                    Keys.BUCKETS,
                    Bytes.utf8(request.getPrefix()),
                    Math.clamp(request.getLimit(), 1, MOST))
                .after(Bytes.utf8(request.getAfter())));
    BucketList.Builder list = BucketList.newBuilder().setTruncated(page.next().isPresent());
    for (Page.Item item : page.entries()) {
      BucketRecord record =
          Reads.parse(new Key(Keys.BUCKETS, item.name()), item.entry(), BucketRecord.parser())
              .record();
      list.addBuckets(BucketReplies.info(item.name().toUtf8(), record));
    }
    return Reply.newBuilder().setBuckets(list).build();
  }
}

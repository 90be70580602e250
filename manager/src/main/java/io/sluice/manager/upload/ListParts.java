package io.sluice.manager.upload;

import io.sluice.manager.bucket.Buckets;
import io.sluice.manager.record.PartRecord;
import io.sluice.manager.record.UploadId;
import io.sluice.manager.request.Arns;
import io.sluice.manager.request.Caller;
import io.sluice.manager.request.Operation;
import io.sluice.manager.request.Reads;
import io.sluice.protocol.ListPartsRequest;
import io.sluice.protocol.PartList;
import io.sluice.protocol.Reply;
import io.sluice.protocol.UploadInfo;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import java.util.List;

/** Lists the parts of an upload. */
public final class ListParts implements Operation<ListPartsRequest> {
  private static final int MOST = 1_000;

  private final MetadataStore store;

  public ListParts(MetadataStore store) {
    this.store = store;
  }

  @Override
  public List<Key> reads(ListPartsRequest request) {
    return Uploads.reads(request.getBucket(), request.getKey(), request.getUploadId());
  }

  @Override
  public Reply perform(ListPartsRequest request, Caller caller, Reads reads) {
    String bucket = request.getBucket();
    caller.require(
        "s3:ListMultipartUploadParts",
        Arns.object(bucket, request.getKey()),
        Buckets.record(bucket, reads));
    Buckets.require(bucket, reads);
    UploadId id = Uploads.id(request.getUploadId());
    UploadInfo upload = Uploads.require(bucket, request.getKey(), id, reads).record().getInfo();
    PartList.Builder list = PartList.newBuilder().setUpload(upload);
    if (request.getLimit() > 0) {
      Parts.Some some =
          Parts.read(store, id, request.getAfterNumber(), Math.min(request.getLimit(), MOST));
      some.parts().stream().map(PartRecord::getInfo).forEach(list::addParts);
      list.setTruncated(some.more());
    }
    return Reply.newBuilder().setParts(list).build();
  }
}

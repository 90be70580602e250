package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.BucketInfo;
import io.sluice.protocol.BucketList;
import io.sluice.protocol.ListBucketsRequest;
import io.sluice.protocol.client.ManagerClient;
import org.jspecify.annotations.Nullable;

/** Lists the buckets, in the order of their names. */
public final class ListBuckets implements S3Operation {
  private static final int MOST = 10_000;

  private final ManagerClient manager;

  public ListBuckets(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    @Nullable String token = request.query().first("continuation-token");
    String prefix = request.query().get("prefix").orElse("");
    BucketList list =
        manager
            .execute(
                request
                    .call()
                    .setListBuckets(
                        ListBucketsRequest.newBuilder()
                            .setPrefix(prefix)
                            .setAfter(token == null ? "" : ContinuationToken.decode(token))
                            .setLimit(limit(request)))
                    .build())
            .getBuckets();
    XmlWriter xml = XmlWriter.document("ListAllMyBucketsResult");
    Owner.write(xml, "Owner");
    xml.start("Buckets");
    @Nullable String region = request.query().first("bucket-region");
    for (BucketInfo bucket : list.getBucketsList()) {
      if (region != null && !region.equals(bucket.getRegion())) {
        continue;
      }
      xml.start("Bucket")
          .element("Name", bucket.getName())
          .element("CreationDate", Replies.isoDate(bucket.getCreatedMillis()))
          .element("BucketRegion", bucket.getRegion())
          .end();
    }
    xml.end();
    if (!prefix.isEmpty()) {
      xml.element("Prefix", prefix);
    }
    if (list.getTruncated()) {
      BucketInfo last = list.getBuckets(list.getBucketsCount() - 1);
      xml.element("ContinuationToken", ContinuationToken.encode(last.getName()));
    }
    return Replies.xml(xml.end());
  }

  private static int limit(S3Request request) {
    @Nullable String text = request.query().first("max-buckets");
    if (text == null) {
      return MOST;
    }
    int limit = Numbers.nonNegative("max-buckets", text);
    if (limit < 1 || limit > MOST) {
      throw S3Exception.invalidArgument(
          "max-buckets", text, "Argument max-buckets must be an integer between 1 and 10000");
    }
    return limit;
  }
}

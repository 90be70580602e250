package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.ListPartsRequest;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.PartList;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.client.ManagerClient;

/** Lists the parts of an upload. */
public final class ListParts implements S3Operation {
  private final ManagerClient manager;

  public ListParts(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    int after =
        request
            .query()
            .get("part-number-marker")
            .filter(text -> !text.isEmpty())
            .map(text -> Numbers.nonNegative("part-number-marker", text))
            .orElse(0);
    int limit = Numbers.limit(request.query(), "max-parts");
    PartList list =
        manager
            .execute(
                request
                    .call()
                    .setListParts(
                        ListPartsRequest.newBuilder()
                            .setBucket(request.bucket())
                            .setKey(request.key())
                            .setUploadId(UploadIds.of(request))
                            .setAfterNumber(Math.min(after, Numbers.LAST_PART))
                            .setLimit(limit))
                    .build())
            .getParts();
    UploadInfo upload = list.getUpload();
    XmlWriter xml = XmlWriter.document("ListPartsResult");
    xml.element("Bucket", request.bucket())
        .element("Key", request.target().key())
        .element("UploadId", upload.getUploadId());
    Owner.write(xml, "Initiator");
    Owner.write(xml, "Owner");
    String storageClass = upload.getHeaders().getStorageClass();
    xml.element("StorageClass", storageClass.isEmpty() ? "STANDARD" : storageClass)
        .element("PartNumberMarker", after)
        .element(
            "NextPartNumberMarker",
            list.getPartsCount() == 0 ? after : list.getParts(list.getPartsCount() - 1).getNumber())
        .element("MaxParts", limit)
        .element("IsTruncated", list.getTruncated())
        .element("ChecksumAlgorithm", upload.getChecksumAlgorithm().name())
        .element("ChecksumType", upload.getChecksumType().name());
    for (PartInfo part : list.getPartsList()) {
      xml.start("Part")
          .element("PartNumber", part.getNumber())
          .element("LastModified", Replies.isoDate(part.getModifiedMillis()))
          .element("ETag", PartWrites.quotedEtag(part))
          .element("Size", part.getSize());
      ChecksumElements.write(xml, part.getChecksum());
      xml.end();
    }
    return Replies.xml(xml.end());
  }
}

package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.ListUploadsRequest;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.UploadList;
import io.sluice.protocol.client.ManagerClient;

/** Lists the uploads under way in a bucket. */
public final class ListMultipartUploads implements S3Operation {
  private final ManagerClient manager;

  public ListMultipartUploads(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    Listing listing = Listing.of(request.query(), "max-uploads");
    String keyMarker = request.query().get("key-marker").orElse("");
    // means nothing without the key
    String idMarker = keyMarker.isEmpty() ? "" : request.query().get("upload-id-marker").orElse("");
    UploadList list = ask(request, listing, keyMarker, idMarker);
    XmlWriter xml = XmlWriter.document("ListMultipartUploadsResult");
    xml.element("Bucket", request.bucket())
        .element("KeyMarker", listing.encoded(keyMarker))
        .element("UploadIdMarker", idMarker);
    if (list.getTruncated()) {
      xml.element("NextKeyMarker", listing.encoded(list.getNextKey().toStringUtf8()))
          .element("NextUploadIdMarker", list.getNextUploadId());
    }
    xml.element("Prefix", listing.encoded(listing.prefix()));
    listing.writeDelimiter(xml);
    listing.writeEncoding(xml);
    xml.element("MaxUploads", listing.limit()).element("IsTruncated", list.getTruncated());
    for (UploadInfo upload : list.getUploadsList()) {
      write(xml, upload, listing);
    }
    listing.writeCommonPrefixes(xml, list.getCommonPrefixesList());
    return Replies.xml(xml.end());
  }

  private UploadList ask(S3Request request, Listing listing, String keyMarker, String idMarker) {
    return manager
        .execute(
            request
                .call()
                .setListUploads(
                    ListUploadsRequest.newBuilder()
                        .setBucket(request.bucket())
                        .setPrefix(ByteString.copyFromUtf8(listing.prefix()))
                        .setDelimiter(ByteString.copyFromUtf8(listing.delimiter()))
                        .setAfterKey(ByteString.copyFromUtf8(keyMarker))
                        .setAfterUploadId(idMarker)
                        .setLimit(listing.limit()))
                .build())
        .getUploads();
  }

  private static void write(XmlWriter xml, UploadInfo upload, Listing listing) {
    xml.start("Upload")
        .element("Key", listing.encoded(upload.getKey().toStringUtf8()))
        .element("UploadId", upload.getUploadId());
    Owner.write(xml, "Initiator");
    Owner.write(xml, "Owner");
    String storageClass = upload.getHeaders().getStorageClass();
    xml.element("StorageClass", storageClass.isEmpty() ? "STANDARD" : storageClass)
        .element("Initiated", Replies.isoDate(upload.getInitiatedMillis()))
        .element("ChecksumAlgorithm", upload.getChecksumAlgorithm().name())
        .element("ChecksumType", upload.getChecksumType().name())
        .end();
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.client.ManagerClient;

/** Lists objects, version 1: it goes on behind a marker. */
public final class ListObjects implements S3Operation {
  private final ManagerClient manager;

  public ListObjects(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    Listing listing = Listing.of(request.query(), "max-keys");
    String marker = request.query().get("marker").orElse("");
    ObjectList list = listing.ask(request, marker, manager);
    XmlWriter xml = XmlWriter.document("ListBucketResult");
    xml.element("Name", request.bucket())
        .element("Prefix", listing.encoded(listing.prefix()))
        .element("Marker", listing.encoded(marker));
    // without a delimiter the last key says where it goes on
    if (list.hasNext() && !listing.delimiter().isEmpty()) {
      xml.element("NextMarker", listing.encoded(list.getNext().toStringUtf8()));
    }
    xml.element("MaxKeys", listing.limit());
    listing.writeDelimiter(xml);
    listing.writeEncoding(xml);
    xml.element("IsTruncated", list.hasNext());
    listing.writeItems(xml, list, true);
    listing.writeCommonPrefixes(xml, list.getCommonPrefixesList());
    return Replies.xml(xml.end());
  }
}

package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.client.ManagerClient;
import org.jspecify.annotations.Nullable;

/** Lists objects, version 2: it goes on by a token. */
public final class ListObjectsV2 implements S3Operation {
  private final ManagerClient manager;

  public ListObjectsV2(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    String version = request.query().get("list-type").orElse("");
    if (!version.equals("2")) {
      throw S3Exception.invalidArgument(
          "list-type", version, "Invalid List Type specified in Request");
    }
    Listing listing = Listing.of(request.query(), "max-keys");
    @Nullable String token = request.query().first("continuation-token");
    String startAfter = request.query().get("start-after").orElse("");
    String after = token == null ? startAfter : ContinuationToken.decode(token);
    ObjectList list = listing.ask(request, after, manager);
    XmlWriter xml = XmlWriter.document("ListBucketResult");
    xml.element("Name", request.bucket())
        .element("Prefix", listing.encoded(listing.prefix()))
        .element("KeyCount", list.getItemsCount() + list.getCommonPrefixesCount())
        .element("MaxKeys", listing.limit());
    listing.writeDelimiter(xml);
    listing.writeEncoding(xml);
    xml.element("IsTruncated", list.hasNext());
    if (token != null) {
      xml.element("ContinuationToken", token);
    }
    if (list.hasNext()) {
      xml.element("NextContinuationToken", ContinuationToken.encode(list.getNext().toStringUtf8()));
    }
    if (!startAfter.isEmpty()) {
      xml.element("StartAfter", listing.encoded(startAfter));
    }
    boolean owners = request.query().get("fetch-owner").filter("true"::equals).isPresent();
    listing.writeItems(xml, list, owners);
    listing.writeCommonPrefixes(xml, list.getCommonPrefixesList());
    return Replies.xml(xml.end());
  }
}

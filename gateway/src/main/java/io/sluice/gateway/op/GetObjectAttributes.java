package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.BlobList;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.GetObjectRequest;
import io.sluice.protocol.GetObjectRequest.Purpose;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.ManagerClient;
import java.util.HashSet;
import java.util.Set;

/** Tells those attributes of an object that are asked for. */
public final class GetObjectAttributes implements S3Operation {
  private static final String HEADER = "x-amz-object-attributes";
  private static final Set<String> KNOWN =
      Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

  private final ManagerClient manager;

  public GetObjectAttributes(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public boolean takesVersion() {
    return true;
  }

  @Override
  public Response handle(S3Request request) {
    Set<String> wanted = wanted(request);
    Versions.require(request, manager);
    StoredObject object =
        manager
            .execute(
                request
                    .call()
                    .setGetObject(
                        GetObjectRequest.newBuilder()
                            .setBucket(request.bucket())
                            .setKey(request.key())
                            .setPurpose(Purpose.ATTRIBUTES))
                    .build())
            .getObject();
    ObjectInfo info = object.getInfo();
    XmlWriter xml = XmlWriter.document("GetObjectAttributesResponse");
    if (wanted.contains("ETag")) {
      xml.element("ETag", Etags.of(info));
    }
    if (wanted.contains("Checksum")
        && info.getChecksum().getAlgorithm() != Checksum.Algorithm.NONE) {
      xml.start("Checksum");
      ChecksumElements.write(xml, info);
      xml.end();
    }
    if (wanted.contains("ObjectParts") && info.getPartCount() > 0) {
      writeParts(xml, request, object.getContent().getBlobs());
    }
    if (wanted.contains("StorageClass")) {
      String storageClass = info.getHeaders().getStorageClass();
      xml.element("StorageClass", storageClass.isEmpty() ? "STANDARD" : storageClass);
    }
    if (wanted.contains("ObjectSize")) {
      xml.element("ObjectSize", info.getSize());
    }
    Headers headers =
        Headers.of(
            "Content-Type",
            "application/xml",
            "Last-Modified",
            Replies.httpDate(info.getModifiedMillis()));
    return new Response(200, headers, new Content.InMemory(xml.end().finish()));
  }

  private static Set<String> wanted(S3Request request) {
    Set<String> wanted = new HashSet<>();
    for (String header : request.headers().all(HEADER)) {
      for (String name : header.split(",", -1)) {
        wanted.add(name.strip());
      }
    }
    wanted.remove("");
    if (wanted.isEmpty() || !KNOWN.containsAll(wanted)) {
      throw S3Exception.invalidArgument(
          HEADER,
          String.join(",", request.headers().all(HEADER)),
          "Invalid attribute name specified.");
    }
    return wanted;
  }

  /** Each part is told only where parts have checksums, as S3 does; their number always. */
  private static void writeParts(XmlWriter xml, S3Request request, BlobList list) {
    xml.start("ObjectParts").element("PartsCount", list.getPartsCount());
    boolean summed =
        list.getPartsCount() > 0
            && list.getParts(0).getChecksum().getAlgorithm() != Checksum.Algorithm.NONE;
    if (summed) {
      int after =
          request
              .header("x-amz-part-number-marker")
              .map(text -> Numbers.nonNegative("part-number-marker", text))
              .orElse(0);
      int limit =
          Math.min(
              Numbers.MOST_LISTED,
              request
                  .header("x-amz-max-parts")
                  .map(text -> Numbers.nonNegative("max-parts", text))
                  .orElse(Numbers.MOST_LISTED));
      writePage(xml, list, after, limit);
    }
    xml.end();
  }

  private static void writePage(XmlWriter xml, BlobList list, int after, int limit) {
    int first = 0;
    while (first < list.getPartsCount() && list.getParts(first).getNumber() <= after) {
      first++;
    }
    int end = Math.min(list.getPartsCount(), first + limit);
    xml.element("PartNumberMarker", after)
        .element("NextPartNumberMarker", end > first ? list.getParts(end - 1).getNumber() : after)
        .element("MaxParts", limit)
        .element("IsTruncated", end < list.getPartsCount());
    for (int i = first; i < end; i++) {
      xml.start("Part");
      ChecksumElements.write(xml, list.getParts(i).getChecksum());
      xml.element("PartNumber", list.getParts(i).getNumber())
          .element("Size", list.getBlobs(i).getSize())
          .end();
    }
  }
}

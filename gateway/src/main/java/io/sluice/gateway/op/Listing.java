package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.UriCoding;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.ListObjectsRequest;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.ObjectList;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.ManagerClient;
import org.jspecify.annotations.Nullable;

/**
 * What both versions of the list of objects have in common.
 *
 * @param urlEncoded whether names are percent-coded, which is how XML can carry all of them
 */
record Listing(String prefix, String delimiter, int limit, boolean urlEncoded) {
  static Listing of(Query query, String limitName) {
    return new Listing(
        query.get("prefix").orElse(""),
        query.get("delimiter").orElse(""),
        Numbers.limit(query, limitName),
        urlEncoded(query));
  }

  static boolean urlEncoded(Query query) {
    @Nullable String type = query.first("encoding-type");
    if (type != null && !type.equals("url")) {
      throw S3Exception.invalidArgument(
          "encoding-type", type, "Invalid Encoding Method specified in Request");
    }
    return type != null;
  }

  ObjectList ask(S3Request request, String after, ManagerClient manager) {
    return manager
        .execute(
            request
                .call()
                .setListObjects(
                    ListObjectsRequest.newBuilder()
                        .setBucket(request.bucket())
                        .setPrefix(ByteString.copyFromUtf8(prefix))
                        .setDelimiter(ByteString.copyFromUtf8(delimiter))
                        .setAfter(ByteString.copyFromUtf8(after))
                        .setLimit(limit))
                .build())
        .getObjects();
  }

  String encoded(String name) {
    return urlEncoded ? UriCoding.encodePath(name) : name;
  }

  void writeDelimiter(XmlWriter xml) {
    if (!delimiter.isEmpty()) {
      xml.element("Delimiter", encoded(delimiter));
    }
  }

  void writeEncoding(XmlWriter xml) {
    if (urlEncoded) {
      xml.element("EncodingType", "url");
    }
  }

  void writeItems(XmlWriter xml, ObjectList list, boolean owners) {
    for (ObjectList.Item item : list.getItemsList()) {
      ObjectInfo info = item.getInfo();
      xml.start("Contents")
          .element("Key", encoded(item.getKey().toStringUtf8()))
          .element("LastModified", Replies.isoDate(info.getModifiedMillis()))
          .element("ETag", Etags.quoted(info));
      Checksum checksum = info.getChecksum();
      if (checksum.getAlgorithm() != Checksum.Algorithm.NONE) {
        xml.element("ChecksumAlgorithm", checksum.getAlgorithm().name())
            .element("ChecksumType", checksum.getType().name());
      }
      xml.element("Size", info.getSize());
      if (owners) {
        Owner.write(xml, "Owner");
      }
      String storageClass = info.getHeaders().getStorageClass();
      xml.element("StorageClass", storageClass.isEmpty() ? "STANDARD" : storageClass).end();
    }
  }

  void writeCommonPrefixes(XmlWriter xml, Iterable<ByteString> prefixes) {
    for (ByteString common : prefixes) {
      xml.start("CommonPrefixes").element("Prefix", encoded(common.toStringUtf8())).end();
    }
  }
}

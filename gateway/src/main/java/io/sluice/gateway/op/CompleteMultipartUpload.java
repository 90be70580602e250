package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.body.SmallBodies;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.UriCoding;
import io.sluice.gateway.xml.XmlReader;
import io.sluice.gateway.xml.XmlReader.Element;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.CompleteUploadRequest;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.ManagerClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes an object of the parts that are named. */
public final class CompleteMultipartUpload implements S3Operation {
  /** 10,000 parts with their checksums. */
  private static final int LONGEST_DOCUMENT = 4 << 20;

  private static final int MOST_PARTS = 10_000;

  private final ManagerClient manager;
  private final SmallBodies bodies;
  private final KeepAlive keepAlive;

  public CompleteMultipartUpload(ManagerClient manager, SmallBodies bodies, KeepAlive keepAlive) {
    this.manager = manager;
    this.bodies = bodies;
    this.keepAlive = keepAlive;
  }

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    CompleteUploadRequest.Builder complete =
        CompleteUploadRequest.newBuilder()
            .setBucket(request.bucket())
            .setKey(request.key())
            .setUploadId(UploadIds.of(request))
            .setCondition(WriteConditions.of(request));
    checksum(request).ifPresent(complete::setChecksum);
    size(request).ifPresent(complete::setSize);
    byte[] body = bodies.readWithoutChecksum(request, "s3:PutObject", LONGEST_DOCUMENT);
    List<Element> parts = XmlReader.read(body, "CompleteMultipartUpload").all("Part");
    if (parts.isEmpty() || parts.size() > MOST_PARTS) {
      throw XmlReader.malformed();
    }
    requireCount(request, parts.size());
    parts.forEach(part -> complete.addParts(part(part)));
    return keepAlive.answer(request, () -> complete(request, complete.build()));
  }

  private static CompleteUploadRequest.Part part(Element element) {
    String etag = element.childText("ETag").orElseThrow(XmlReader::malformed);
    CompleteUploadRequest.Part.Builder part =
        CompleteUploadRequest.Part.newBuilder().setNumber(number(element)).setEtag(etag.strip());
    ChecksumElements.read(element).ifPresent(part::setChecksum);
    return part.build();
  }

  private static int number(Element element) {
    int number;
    try {
      number =
          Integer.parseInt(
              element.childText("PartNumber").orElseThrow(XmlReader::malformed).strip());
    } catch (NumberFormatException e) {
      throw XmlReader.malformed();
    }
    if (number < 1) {
      throw S3Exception.invalidArgument(
          "PartNumber", Integer.toString(number), "PartNumber must be >= 1");
    }
    return number;
  }

  /** What is said of the whole: a checksum and its type, or its type alone. */
  private static Optional<Checksum> checksum(S3Request request) {
    Optional<Checksum.Type> type = request.header("x-amz-checksum-type").map(Checksums::type);
    Optional<Checksums.Header> header = Checksums.headerOf(request.headers());
    if (header.isEmpty()) {
      return type.map(stated -> Checksum.newBuilder().setType(stated).build());
    }
    Algorithm algorithm = header.get().algorithm();
    String[] valueAndCount = header.get().value().split("-", 2);
    return Optional.of(
        Checksum.newBuilder()
            .setAlgorithm(algorithm)
            .setType(type.orElse(usualType(algorithm, valueAndCount.length > 1)))
            .setValue(ByteString.copyFrom(Checksums.decode(algorithm, valueAndCount[0])))
            .build());
  }

  private static Checksum.Type usualType(Algorithm algorithm, boolean counted) {
    return switch (algorithm) {
      case SHA1, SHA256 -> Checksum.Type.COMPOSITE;
      case CRC32, CRC32C -> counted ? Checksum.Type.COMPOSITE : Checksum.Type.FULL_OBJECT;
      case CRC64NVME, NONE, UNRECOGNIZED -> Checksum.Type.FULL_OBJECT;
    };
  }

  /** A checksum of parts may end in their number. */
  private static void requireCount(S3Request request, int parts) {
    for (Checksums.Header header : Checksums.headerOf(request.headers()).stream().toList()) {
      String[] valueAndCount = header.value().split("-", 2);
      if (valueAndCount.length > 1 && !valueAndCount[1].equals(Integer.toString(parts))) {
        throw S3Exception.checksumMismatch(header.algorithm().name());
      }
    }
  }

  private static Optional<Long> size(S3Request request) {
    Optional<String> header = request.header("x-amz-mp-object-size");
    if (header.isEmpty()) {
      return Optional.empty();
    }
    try {
      long size = Long.parseLong(header.get());
      if (size >= 0) {
        return Optional.of(size);
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw new S3Exception(
        S3Error.INVALID_REQUEST, "Value for x-amz-mp-object-size header is invalid.");
  }

  private XmlWriter complete(S3Request request, CompleteUploadRequest complete) {
    ObjectInfo info =
        manager.execute(request.call().setCompleteUpload(complete).build()).getObject().getInfo();
    XmlWriter xml = XmlWriter.document("CompleteMultipartUploadResult");
    xml.element("Location", location(request))
        .element("Bucket", request.bucket())
        .element("Key", request.target().key())
        .element("ETag", Etags.quoted(info));
    ChecksumElements.write(xml, info);
    return xml.end();
  }

  private static String location(S3Request request) {
    String scheme = request.exchange().secure() ? "https://" : "http://";
    String authority = request.exchange().authority();
    String bucket = request.target().virtualHost() ? "" : "/" + request.bucket();
    return scheme + authority + bucket + "/" + UriCoding.encodePath(request.target().key());
  }
}

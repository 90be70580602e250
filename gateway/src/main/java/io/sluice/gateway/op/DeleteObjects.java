package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.body.SmallBodies;
import io.sluice.gateway.error.Failures;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.request.Target;
import io.sluice.gateway.xml.XmlReader;
import io.sluice.gateway.xml.XmlReader.Element;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.DeleteObjectsReply;
import io.sluice.protocol.DeleteObjectsRequest;
import io.sluice.protocol.client.ManagerClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes up to 1,000 objects; what becomes of each stands in the answer. */
public final class DeleteObjects implements S3Operation {
  private static final int MOST = 1_000;
  private static final int LONGEST_DOCUMENT = 8 << 20;

  private final ManagerClient manager;
  private final SmallBodies bodies;

  public DeleteObjects(ManagerClient manager, SmallBodies bodies) {
    this.manager = manager;
    this.bodies = bodies;
  }

  /** An object that cannot be deleted as it was asked for. */
  private record Refused(String key, String version, S3Exception error) {}

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    if (!request.headers().contains("content-md5")
        && Checksums.stated(request.headers()).isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST, "Missing required header for this request: Content-MD5");
    }
    Element document = XmlReader.read(bodies.read(request, "", LONGEST_DOCUMENT), "Delete");
    List<Element> objects = document.all("Object");
    if (objects.isEmpty() || objects.size() > MOST) {
      throw XmlReader.malformed();
    }
    List<Refused> refused = new ArrayList<>();
    DeleteObjectsRequest.Builder targets =
        DeleteObjectsRequest.newBuilder().setBucket(request.bucket());
    for (Element object : objects) {
      target(object, refused).ifPresent(targets::addTargets);
    }
    DeleteObjectsReply reply =
        manager.execute(request.call().setDeleteObjects(targets).build()).getDeleted();
    boolean quiet = document.childText("Quiet").filter("true"::equalsIgnoreCase).isPresent();
    return Replies.xml(result(request, reply, refused, quiet));
  }

  private static Optional<DeleteObjectsRequest.Target> target(
      Element object, List<Refused> refused) {
    String key =
        object.childText("Key").filter(k -> !k.isEmpty()).orElseThrow(XmlReader::malformed);
    String version = object.childText("VersionId").filter(v -> !v.isEmpty()).orElse(Versions.ONLY);
    Optional<S3Exception> fault = fault(key, version, object);
    if (fault.isPresent()) {
      refused.add(new Refused(key, version.equals(Versions.ONLY) ? "" : version, fault.get()));
      return Optional.empty();
    }
    return Optional.of(
        DeleteObjectsRequest.Target.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setIfMatch(object.childText("ETag").map(WriteConditions::required).orElse(""))
            .build());
  }

  private static Optional<S3Exception> fault(String key, String version, Element object) {
    if (!version.equals(Versions.ONLY)) {
      return Optional.of(Versions.missing(key, version));
    }
    if (object.child("Size").isPresent() || object.child("LastModifiedTime").isPresent()) {
      return Optional.of(new S3Exception(S3Error.NOT_IMPLEMENTED));
    }
    return Target.keyTooLong(key);
  }

  private static XmlWriter result(
      S3Request request, DeleteObjectsReply reply, List<Refused> refused, boolean quiet) {
    XmlWriter xml = XmlWriter.document("DeleteResult");
    for (DeleteObjectsReply.Result result : reply.getResultsList()) {
      String key = result.getKey().toStringUtf8();
      if (result.hasFailure()) {
        error(xml, key, "", Failures.toS3(result.getFailure(), request));
      } else if (!quiet) {
        xml.start("Deleted").element("Key", key).end();
      }
    }
    refused.forEach(one -> error(xml, one.key(), one.version(), one.error()));
    return xml.end();
  }

  private static void error(XmlWriter xml, String key, String version, S3Exception e) {
    xml.start("Error").element("Key", key);
    if (!version.isEmpty()) {
      xml.element("VersionId", version);
    }
    xml.element("Code", e.error().code()).element("Message", e.message()).end();
  }
}

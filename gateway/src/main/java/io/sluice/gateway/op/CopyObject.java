package io.sluice.gateway.op;

import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.body.RunningChecksum;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Response;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.CopyObjectRequest;
import io.sluice.protocol.CopySource;
import io.sluice.protocol.ObjectInfo;
import io.sluice.protocol.StoredObject;
import io.sluice.protocol.WriteCondition;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.storage.BlobStorage;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Copies an object. Its bytes are read only if a checksum is asked for that is not known. */
public final class CopyObject implements S3Operation {
  private final ManagerClient manager;
  private final BlobStorage storage;
  private final KeepAlive keepAlive;
  private final Clock clock;

  public CopyObject(ManagerClient manager, BlobStorage storage, KeepAlive keepAlive, Clock clock) {
    this.clock = clock;
    this.manager = manager;
    this.storage = storage;
    this.keepAlive = keepAlive;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    CopySource source = CopySources.read(request, clock);
    boolean replace = directive(request, "x-amz-metadata-directive");
    boolean replaceTags = directive(request, "x-amz-tagging-directive");
    boolean ontoItself =
        source.getBucket().equals(request.bucket()) && source.getKey().equals(request.key());
    if (ontoItself && !replace && !replaceTags && !ObjectHeadersReader.changesAnything(request)) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    CopyObjectRequest.Builder copy =
        CopyObjectRequest.newBuilder()
            .setBucket(request.bucket())
            .setKey(request.key())
            .setSource(source)
            .setHeaders(ObjectHeadersReader.read(request))
            .setMetadataOfSource(!replace)
            .setReplaceTags(replaceTags)
            .setCondition(WriteConditions.of(request));
    Optional<Algorithm> algorithm = Checksums.asked(request.headers());
    return keepAlive.answer(
        request,
        () -> {
          if (algorithm.isPresent()) {
            addChecksum(copy, request, algorithm.get());
          }
          return copy(request, copy.build());
        });
  }

  private static boolean directive(S3Request request, String header) {
    String directive = request.header(header).orElse("COPY");
    return switch (directive) {
      case "COPY" -> false;
      case "REPLACE" -> true;
      default ->
          throw S3Exception.invalidArgument(
              header,
              directive,
              "Unknown %s directive."
                  .formatted(header.contains("tagging") ? "tagging" : "metadata"));
    };
  }

  private void addChecksum(CopyObjectRequest.Builder copy, S3Request request, Algorithm algorithm)
      throws IOException {
    StoredObject source =
        manager
            .execute(
                request
                    .call()
                    .setAdmit(
                        AdmitRequest.newBuilder()
                            .setBucket(request.bucket())
                            .setKey(request.key())
                            .setSource(copy.getSource())
                            .setCondition(WriteCondition.getDefaultInstance()))
                    .build())
            .getAdmitted()
            .getSource();
    Checksum known = source.getInfo().getChecksum();
    if (known.getAlgorithm() == algorithm && known.getType() == Checksum.Type.FULL_OBJECT) {
      return;
    }
    RunningChecksum checksum = RunningChecksum.of(algorithm);
    ObjectContent.read(
        source.getContent(),
        new ByteRange(0, source.getInfo().getSize()),
        storage,
        bytes -> {
          byte[] chunk = new byte[bytes.remaining()];
          bytes.get(chunk);
          checksum.update(chunk, 0, chunk.length);
        });
    copy.setChecksum(RunningChecksum.message(algorithm, checksum.value()))
        .setChecksumOfEtag(Etags.of(source.getInfo()));
  }

  private XmlWriter copy(S3Request request, CopyObjectRequest copy) {
    ObjectInfo info =
        manager.execute(request.call().setCopyObject(copy).build()).getObject().getInfo();
    XmlWriter xml = XmlWriter.document("CopyObjectResult");
    xml.element("LastModified", Replies.isoDate(info.getModifiedMillis()));
    xml.element("ETag", Etags.quoted(info));
    ChecksumElements.write(xml, info);
    return xml.end();
  }
}

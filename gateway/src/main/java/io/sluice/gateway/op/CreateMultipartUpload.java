package io.sluice.gateway.op;

import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.CreateUploadRequest;
import io.sluice.protocol.UploadInfo;
import io.sluice.protocol.client.ManagerClient;
import java.util.Locale;
import java.util.Optional;

/**
 * Begins an upload in parts. What the object will be told of stands here, not in its completion.
 */
public final class CreateMultipartUpload implements S3Operation {
  private final ManagerClient manager;

  public CreateMultipartUpload(ManagerClient manager) {
    this.manager = manager;
  }

  @Override
  public Response handle(S3Request request) {
    Checksum checksum = checksum(request);
    UploadInfo upload =
        manager
            .execute(
                request
                    .call()
                    .setCreateUpload(
                        CreateUploadRequest.newBuilder()
                            .setBucket(request.bucket())
                            .setKey(request.key())
                            .setHeaders(ObjectHeadersReader.read(request))
                            .setChecksumAlgorithm(checksum.getAlgorithm())
                            .setChecksumType(checksum.getType()))
                    .build())
            .getUpload();
    XmlWriter xml =
        XmlWriter.document("InitiateMultipartUploadResult")
            .element("Bucket", request.bucket())
            .element("Key", request.target().key())
            .element("UploadId", upload.getUploadId())
            .end();
    Headers headers =
        Headers.of(
            "Content-Type", "application/xml",
            "x-amz-checksum-algorithm", checksum.getAlgorithm().name(),
            "x-amz-checksum-type", checksum.getType().name());
    return new Response(200, headers, new Content.InMemory(xml.finish()));
  }

  /** Where no algorithm is named, it is CRC64NVME of the whole. */
  private static Checksum checksum(S3Request request) {
    Optional<Algorithm> named = Checksums.asked(request.headers());
    Algorithm algorithm = named.orElse(Algorithm.CRC64NVME);
    Optional<Checksum.Type> stated = request.header("x-amz-checksum-type").map(Checksums::type);
    if (stated.isPresent() && named.isEmpty()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
    }
    Checksum.Type type =
        stated.orElse(
            algorithm == Algorithm.CRC64NVME ? Checksum.Type.FULL_OBJECT : Checksum.Type.COMPOSITE);
    boolean possible =
        switch (algorithm) {
          case CRC64NVME -> type == Checksum.Type.FULL_OBJECT;
          case SHA1, SHA256 -> type == Checksum.Type.COMPOSITE;
          case CRC32, CRC32C, NONE, UNRECOGNIZED -> true;
        };
    if (!possible) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The %s checksum type cannot be used with the %s checksum algorithm."
              .formatted(type.name(), algorithm.name().toLowerCase(Locale.ROOT)));
    }
    return Checksum.newBuilder().setAlgorithm(algorithm).setType(type).build();
  }
}

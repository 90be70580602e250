package io.sluice.gateway.op;

import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.request.S3Request;
import io.sluice.http.Headers;
import io.sluice.protocol.Blob;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.PutPartRequest;
import io.sluice.protocol.client.Etags;
import io.sluice.protocol.client.ManagerClient;

/** Adds a part whose bytes have been staged to its upload, wherever the bytes came from. */
final class PartWrites {
  private PartWrites() {}

  static PartInfo commit(S3Request request, PartInfo part, Blob blob, ManagerClient manager) {
    return manager
        .execute(
            request
                .call()
                .setPutPart(
                    PutPartRequest.newBuilder()
                        .setBucket(request.bucket())
                        .setKey(request.key())
                        .setUploadId(UploadIds.of(request))
                        .setPart(part)
                        .setBlob(blob))
                .build())
        .getPart();
  }

  static Headers headers(PartInfo part) {
    return Headers.of(
        "ETag",
        quotedEtag(part),
        Checksums.header(part.getChecksum().getAlgorithm()),
        ObjectHeadersWriter.base64(part.getChecksum()));
  }

  static String quotedEtag(PartInfo part) {
    return '"' + Etags.of(part.getMd5()) + '"';
  }
}

package io.sluice.gateway.op;

import com.google.protobuf.ByteString;
import io.sluice.gateway.body.Checksums;
import io.sluice.gateway.body.RequestBody;
import io.sluice.gateway.body.RequestBody.Digests;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.staging.StagedBlob;
import io.sluice.gateway.staging.Staging;
import io.sluice.http.Response;
import io.sluice.protocol.AdmitReply;
import io.sluice.protocol.AdmitRequest;
import io.sluice.protocol.Blob;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.PartInfo;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.sign.SigningKey;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Uploads a part: it is admitted, staged as a blob, and then added to its upload. */
public final class UploadPart implements S3Operation {
  private static final long LARGEST = 5L << 30;

  private final ManagerClient manager;
  private final Staging staging;

  public UploadPart(ManagerClient manager, Staging staging) {
    this.manager = manager;
    this.staging = staging;
  }

  @Override
  public boolean takesBody() {
    return true;
  }

  @Override
  public Response handle(S3Request request) throws IOException {
    int number = Numbers.partNumber(request.query().get("partNumber").orElse(""));
    RequestBody body = RequestBody.of(request.exchange(), request.signature());
    if (body.length() > LARGEST) {
      throw new S3Exception(S3Error.ENTITY_TOO_LARGE)
          .with("ProposedSize", Long.toString(body.length()))
          .with("MaxSizeAllowed", Long.toString(LARGEST));
    }
    AdmitReply admitted = admit(request, body);
    requireSameAlgorithm(admitted, body);
    ByteString key = admitted.getSigningKey();
    @Nullable SigningKey signingKey = key.isEmpty() ? null : SigningKey.of(key.toByteArray());
    try (StagedBlob staged = staging.begin()) {
      Digests digests = body.readInto(staged::write, admitted.getChecksumAlgorithm(), signingKey);
      Blob blob = staged.finish();
      PartInfo part =
          PartInfo.newBuilder()
              .setNumber(number)
              .setSize(body.length())
              .setMd5(digests.md5())
              .setChecksum(digests.checksum())
              .build();
      PartInfo stored =
          staging.commit(staged, () -> PartWrites.commit(request, part, blob, manager));
      return Response.empty(200, PartWrites.headers(stored));
    }
  }

  private AdmitReply admit(S3Request request, RequestBody body) {
    return manager
        .execute(
            request
                .call()
                .setAdmit(
                    AdmitRequest.newBuilder()
                        .setBucket(request.bucket())
                        .setKey(request.key())
                        .setUploadId(UploadIds.of(request))
                        .setSize(body.length())
                        .setSigningKeyWanted(body.hasSignedChunks()))
                .build())
        .getAdmitted();
  }

  /** An upload without an algorithm of its own takes any, and computes its own besides. */
  private static void requireSameAlgorithm(AdmitReply upload, RequestBody body) {
    boolean any =
        upload.getChecksumAlgorithm() == Algorithm.CRC64NVME
            && upload.getChecksumType() == Checksum.Type.FULL_OBJECT;
    body.stated()
        .map(Checksums.Stated::algorithm)
        .filter(algorithm -> !any && algorithm != upload.getChecksumAlgorithm())
        .ifPresent(
            algorithm -> {
              throw new S3Exception(
                  S3Error.INVALID_REQUEST,
                  "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
                      .formatted(name(upload.getChecksumAlgorithm()), name(algorithm)));
            });
  }

  private static String name(Algorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }
}

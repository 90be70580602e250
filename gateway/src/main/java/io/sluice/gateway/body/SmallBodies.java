package io.sluice.gateway.body;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.staging.BodyMemory;
import io.sluice.protocol.Checksum.Algorithm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the bodies that are documents, whole and up to a limit. */
public final class SmallBodies {
  private static final int USUAL_LIMIT = 1 << 20;

  private final BodyMemory memory;

  public SmallBodies(BodyMemory memory) {
    this.memory = memory;
  }

  /** Reads a document of at most 1 MiB; empty where there is no body. */
  public byte[] read(S3Request request) throws IOException {
    return read(request, USUAL_LIMIT);
  }

  /** Reads a document of at most so many bytes. */
  public byte[] read(S3Request request, int limit) throws IOException {
    return request.exchange().hasBody()
        ? read(RequestBody.of(request.exchange(), request.signature()), limit)
        : new byte[0];
  }

  /** Reads a document where checksums in the headers are of something else. */
  public byte[] readWithoutChecksum(S3Request request, int limit) throws IOException {
    return request.exchange().hasBody()
        ? read(RequestBody.withoutChecksum(request.exchange(), request.signature()), limit)
        : new byte[0];
  }

  private byte[] read(RequestBody body, int limit) throws IOException {
    if (body.length() > limit) {
      throw new S3Exception(S3Error.MAX_MESSAGE_LENGTH_EXCEEDED)
          .with("MaxMessageLengthBytes", Integer.toString(limit));
    }
    try (BodyMemory.@Nullable Share share = memory.take(body.length())) {
      if (share == null) {
        throw new S3Exception(S3Error.SLOW_DOWN);
      }
      // the chain of signed chunks goes unverified to nobody: documents are not sent so
      if (body.hasSignedChunks()) {
        throw S3Exception.notImplemented("x-amz-content-sha256");
      }
      return body.readAll(Algorithm.CRC32C);
    }
  }
}

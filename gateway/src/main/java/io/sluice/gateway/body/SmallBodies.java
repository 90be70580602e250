package io.sluice.gateway.body;

import io.sluice.gateway.auth.Verifier;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.gateway.staging.BodyMemory;
import io.sluice.protocol.Checksum.Algorithm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies that are documents, whole and up to a limit. One that is short is read before
 * anybody is asked whether it is allowed, so that there is one call for all; one that is long, or
 * whose client waits to be invited, only then.
 */
public final class SmallBodies {
  private static final int USUAL_LIMIT = 1 << 20;
  private static final int SHORT = 64 << 10;

  private final BodyMemory memory;
  private final Verifier verifier;

  public SmallBodies(BodyMemory memory, Verifier verifier) {
    this.memory = memory;
    this.verifier = verifier;
  }

  /**
   * Reads a document of at most 1 MiB; empty where there is no body.
   *
   * @param action what it takes to be allowed, as in policies; empty if that stands in the document
   */
  public byte[] read(S3Request request, String action) throws IOException {
    return read(request, action, USUAL_LIMIT);
  }

  /** Reads a document of at most so many bytes. */
  public byte[] read(S3Request request, String action, int limit) throws IOException {
    return request.exchange().hasBody()
        ? read(request, RequestBody.of(request.exchange(), request.signature()), action, limit)
        : new byte[0];
  }

  /** Reads a document where checksums in the headers are of something else. */
  public byte[] readWithoutChecksum(S3Request request, String action, int limit)
      throws IOException {
    return request.exchange().hasBody()
        ? read(
            request,
            RequestBody.withoutChecksum(request.exchange(), request.signature()),
            action,
            limit)
        : new byte[0];
  }

  private byte[] read(S3Request request, RequestBody body, String action, int limit)
      throws IOException {
    if (body.length() > limit) {
      throw new S3Exception(S3Error.MAX_MESSAGE_LENGTH_EXCEEDED)
          .with("MaxMessageLengthBytes", Integer.toString(limit));
    }
    // the chain of signed chunks goes unverified to nobody: documents are not sent so
    if (body.hasSignedChunks()) {
      throw S3Exception.notImplemented("x-amz-content-sha256");
    }
    boolean admitted = request.exchange().expectsContinue() || body.length() > SHORT;
    if (!admitted) {
      try (BodyMemory.@Nullable Share share = memory.tryTake(body.length())) {
        if (share != null) {
          return body.readAll(Algorithm.CRC32C);
        }
      }
    }
    verifier.requireAllowed(request, action);
    try (BodyMemory.@Nullable Share share = memory.take(body.length())) {
      if (share == null) {
        throw new S3Exception(S3Error.SLOW_DOWN).withHeader("Retry-After", "1");
      }
      return body.readAll(Algorithm.CRC32C);
    }
  }
}

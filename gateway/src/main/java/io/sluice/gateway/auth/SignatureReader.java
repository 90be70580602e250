package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.gateway.request.Target;
import io.sluice.http.Exchange;
import java.time.Clock;
import java.util.List;

/** Reads how a request is signed: by SigV4 or SigV2, in its headers or its query, or not at all. */
public final class SignatureReader {
  private static final String V4 = "AWS4-HMAC-SHA256";
  private static final String V4A = "AWS4-ECDSA-P256-SHA256";
  private static final String V2 = "AWS ";

  /** As at Amazon. */
  private static final int LONGEST_ACCESS_KEY_ID = 128;

  private final SigV4Reader version4;
  private final SigV2Reader version2;

  /**
   * Takes what signatures must fit.
   *
   * @param region the only one that a signature may be for
   */
  public SignatureReader(String region, Clock clock) {
    this.version4 = new SigV4Reader(region, clock);
    this.version2 = new SigV2Reader(clock);
  }

  /**
   * Reads it.
   *
   * @throws S3Exception for every fault that shows without the secret
   */
  public Signature read(Exchange exchange, Target target, Query query) {
    Signature signature = find(exchange, target, query);
    String accessKeyId = signature.token().getAccessKeyId();
    if (accessKeyId.length() > LONGEST_ACCESS_KEY_ID) {
      throw new S3Exception(S3Error.INVALID_ACCESS_KEY_ID).with("AWSAccessKeyId", accessKeyId);
    }
    return signature;
  }

  private Signature find(Exchange exchange, Target target, Query query) {
    List<String> headers = exchange.headers().all("authorization");
    boolean presigned =
        query.has("X-Amz-Algorithm")
            || query.has("X-Amz-Signature")
            || query.has("X-Amz-Credential");
    boolean presignedV2 = query.has("AWSAccessKeyId") || query.has("Signature");
    if (headers.size() + (presigned ? 1 : 0) + (presignedV2 ? 1 : 0) > 1) {
      throw new S3Exception(S3Error.INVALID_ARGUMENT, "Only one auth mechanism allowed");
    }
    if (presigned) {
      return version4.readQuery(exchange, query);
    }
    if (presignedV2) {
      return version2.readQuery(exchange, target, query);
    }
    if (headers.isEmpty()) {
      return Signature.none(PayloadMode.withoutChunkSignatures(exchange.headers()));
    }
    String header = headers.getFirst();
    if (header.startsWith(V4)) {
      return version4.readHeader(exchange, query, header);
    }
    if (header.startsWith(V2)) {
      return version2.readHeader(exchange, target, query, header.substring(V2.length()));
    }
    if (header.startsWith(V4A)) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "The authorization mechanism you have provided is not supported. Please use"
              + " AWS4-HMAC-SHA256.");
    }
    throw S3Exception.invalidArgument(
        "Authorization", header.split(" ", 2)[0], "Unsupported Authorization Type");
  }
}

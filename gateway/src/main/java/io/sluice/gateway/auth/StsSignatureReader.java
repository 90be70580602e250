package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import io.sluice.http.Exchange;
import java.time.Clock;
import java.util.Optional;

/**
 * Reads how a request to the security token service is signed: by SigV4 in its headers, for the
 * service {@code sts} in any region, over the digest of its whole body.
 */
public final class StsSignatureReader {
  private final Clock clock;

  public StsSignatureReader(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads it; empty if it is not signed.
   *
   * @throws S3Exception for every fault that shows without the secret
   */
  public Optional<Signature> read(Exchange exchange, Query query, byte[] body) {
    if (exchange.headers().all("authorization").size() != 1) {
      return Optional.empty();
    }
    String header = String.valueOf(exchange.headers().first("authorization"));
    if (!header.startsWith(SigV4Reader.ALGORITHM)) {
      throw new S3Exception(
          S3Error.AUTHORIZATION_HEADER_MALFORMED, "Only AWS4-HMAC-SHA256 is supported.");
    }
    return Optional.of(new SigV4Reader("", clock).readSts(exchange, query, header, body));
  }
}

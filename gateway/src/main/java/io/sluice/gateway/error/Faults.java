package io.sluice.gateway.error;

import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.Failure;
import io.sluice.protocol.client.RefusedException;
import io.sluice.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered where an operation throws. */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  public static S3Exception toS3(Exception thrown, S3Request request) {
    return switch (thrown) {
      case S3Exception e -> e;
      case RefusedException e -> {
        if (e.code() == Failure.Code.UNAVAILABLE) {
          LOG.warn("request {}: {}", request.id(), e.failure().getMessage());
        }
        yield Failures.toS3(e.failure(), request);
      }
      case StorageException e -> {
        LOG.warn("request {}: {}", request.id(), e.getMessage());
        yield Failures.toS3(e);
      }
      default -> unforeseen(thrown, request.id());
    };
  }

  public static S3Exception unforeseen(Exception thrown, String requestId) {
    LOG.error("request {} failed in a way that nobody foresaw", requestId, thrown);
    return new S3Exception(S3Error.INTERNAL_ERROR);
  }
}

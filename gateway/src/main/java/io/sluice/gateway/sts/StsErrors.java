package io.sluice.gateway.sts;

import io.sluice.gateway.error.Faults;
import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.Failure;
import io.sluice.protocol.client.RefusedException;

/**
 * What is answered where a request to STS fails: the one table from the errors of S3 and the
 * failures of the manager to those that its clients know.
 *
 * <p>Follows <a href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">the
 * common errors of STS</a>.
 */
final class StsErrors {
  private StsErrors() {}

  static StsException of(Exception thrown, S3Request request) {
    return switch (thrown) {
      case StsException e -> e;
      case S3Exception e -> of(e);
      case RefusedException e when e.code() == Failure.Code.SESSION_TOO_LARGE ->
          new StsException(400, "PackedPolicyTooLarge", e.failure().getMessage());
      case RefusedException e when e.code() == Failure.Code.INVALID_REQUEST ->
          StsException.validation(e.failure().getMessage());
      default -> of(Faults.toS3(thrown, request));
    };
  }

  static StsException of(S3Exception e) {
    return switch (e.error()) {
      case INVALID_ACCESS_KEY_ID, INVALID_TOKEN ->
          new StsException(
              403,
              "InvalidClientTokenId",
              "The security token included in the request is invalid.");
      case EXPIRED_TOKEN ->
          new StsException(
              403, "ExpiredToken", "The security token included in the request is expired");
      case REQUEST_TIME_TOO_SKEWED ->
          new StsException(
              403,
              "SignatureDoesNotMatch",
              "Signature expired: the time of the request is too far from that of the server");
      case SIGNATURE_DOES_NOT_MATCH ->
          new StsException(
              403,
              "SignatureDoesNotMatch",
              "The request signature we calculated does not match the signature you provided."
                  + " Check your AWS Secret Access Key and signing method.");
      case ACCESS_DENIED -> new StsException(403, "AccessDenied", e.message());
      case AUTHORIZATION_HEADER_MALFORMED ->
          new StsException(400, "IncompleteSignature", e.message());
      case MALFORMED_POLICY -> new StsException(400, "MalformedPolicyDocument", e.message());
      case SLOW_DOWN -> new StsException(400, "Throttling", "Rate exceeded");
      case INTERNAL_ERROR -> new StsException(500, "InternalFailure", e.message());
      default ->
          e.error().status() < 500
              ? StsException.validation(e.message())
              : new StsException(503, "ServiceUnavailable", e.message());
    };
  }
}

package io.sluice.gateway.error;

import io.sluice.gateway.request.S3Request;
import io.sluice.protocol.Failure;
import io.sluice.protocol.RequestToken;
import io.sluice.storage.StorageException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/** What the manager's failures are in S3: the one table for it. */
public final class Failures {
  private static final String RETRY_AFTER_SECONDS = "1";

  private Failures() {}

  public static S3Exception toS3(Failure failure, S3Request request) {
    S3Exception e =
        switch (failure.getCode()) {
          case SIGNATURE_MISMATCH -> signatureMismatch(request);
          case CHECKSUM_MISMATCH ->
              S3Exception.checksumMismatch(failure.getDetailsOrDefault("Algorithm", "checksum"));
          case INVALID_REQUEST, OBJECT_TOO_LARGE, MALFORMED_POLICY ->
              new S3Exception(error(failure.getCode()), failure.getMessage());
          default -> new S3Exception(error(failure.getCode()));
        };
    if (failure.getCode() != Failure.Code.SIGNATURE_MISMATCH) {
      failure.getDetailsMap().entrySet().stream()
          .filter(detail -> !detail.getKey().equals("Algorithm"))
          .sorted(Map.Entry.comparingByKey())
          .forEach(detail -> e.with(detail.getKey(), detail.getValue()));
    }
    if (e.error().status() == S3Error.SERVICE_UNAVAILABLE.status()) {
      e.withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    return e;
  }

  /** What a code is; all of them are here, so that a new one does not compile without its place. */
  static S3Error error(Failure.Code code) {
    return switch (code) {
      case UNKNOWN_ACCESS_KEY, PRINCIPAL_DISABLED -> S3Error.INVALID_ACCESS_KEY_ID;
      case SIGNATURE_MISMATCH, CHUNK_SIGNATURE_MISMATCH -> S3Error.SIGNATURE_DOES_NOT_MATCH;
      case TOKEN_OUTSIDE_TIME_WINDOW -> S3Error.REQUEST_TIME_TOO_SKEWED;
      case INVALID_SESSION -> S3Error.INVALID_TOKEN;
      case EXPIRED_SESSION -> S3Error.EXPIRED_TOKEN;
      case ACCESS_DENIED, NO_SUCH_PRINCIPAL -> S3Error.ACCESS_DENIED;
      case NO_SUCH_BUCKET -> S3Error.NO_SUCH_BUCKET;
      case NO_SUCH_OBJECT -> S3Error.NO_SUCH_KEY;
      case NO_SUCH_UPLOAD -> S3Error.NO_SUCH_UPLOAD;
      case NO_SUCH_BUCKET_POLICY -> S3Error.NO_SUCH_BUCKET_POLICY;
      case BUCKET_EXISTS -> S3Error.BUCKET_ALREADY_EXISTS;
      case BUCKET_OWNED_BY_CALLER -> S3Error.BUCKET_ALREADY_OWNED_BY_YOU;
      case BUCKET_NOT_EMPTY -> S3Error.BUCKET_NOT_EMPTY;
      case BUCKET_BUSY -> S3Error.OPERATION_ABORTED;
      case PRECONDITION_FAILED -> S3Error.PRECONDITION_FAILED;
      case INVALID_PART -> S3Error.INVALID_PART;
      case INVALID_PART_ORDER -> S3Error.INVALID_PART_ORDER;
      case PART_TOO_SMALL -> S3Error.ENTITY_TOO_SMALL;
      case CHECKSUM_MISMATCH -> S3Error.BAD_DIGEST;
      case INVALID_REQUEST,
          UNSUPPORTED_TOKEN,
          OBJECT_TOO_LARGE,
          PRINCIPAL_EXISTS,
          SESSION_TOO_LARGE ->
          S3Error.INVALID_REQUEST;
      case MALFORMED_POLICY -> S3Error.MALFORMED_POLICY;
      case TOO_MANY_ITEMS -> S3Error.MALFORMED_XML;
      case CONTENDED, NO_SUCH_EPOCH, STORE_THROTTLED, OVERLOADED -> S3Error.SLOW_DOWN;
      case STORE_FULL -> S3Error.INSUFFICIENT_STORAGE;
      case STORE_READ_ONLY, UNAVAILABLE, CORRUPT -> S3Error.SERVICE_UNAVAILABLE;
      case UNKNOWN, INTERNAL, UNRECOGNIZED -> S3Error.INTERNAL_ERROR;
    };
  }

  private static S3Exception signatureMismatch(S3Request request) {
    RequestToken token = request.signature().token();
    S3Exception e =
        new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH)
            .with("AWSAccessKeyId", token.getAccessKeyId())
            .with("StringToSign", token.getStringToSign())
            .with("SignatureProvided", token.getSignature())
            .with("StringToSignBytes", bytes(token.getStringToSign(), StandardCharsets.UTF_8));
    String canonical = request.signature().canonicalRequest();
    return canonical.isEmpty()
        ? e
        : e.with("CanonicalRequest", canonical)
            .with("CanonicalRequestBytes", bytes(canonical, StandardCharsets.ISO_8859_1));
  }

  private static String bytes(String text, Charset charset) {
    return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(charset));
  }

  public static S3Exception toS3(StorageException fault) {
    return switch (fault.error()) {
      case FULL -> new S3Exception(S3Error.INSUFFICIENT_STORAGE);
      case NOT_FOUND, DAMAGED, NOT_ACCESSIBLE ->
          new S3Exception(S3Error.SERVICE_UNAVAILABLE)
              .withHeader("Retry-After", RETRY_AFTER_SECONDS);
    };
  }
}

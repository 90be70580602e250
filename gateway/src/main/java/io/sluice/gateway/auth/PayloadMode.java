package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.http.Headers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a signature says of the body. */
public sealed interface PayloadMode {
  /** Nothing: {@code UNSIGNED-PAYLOAD}, SigV2, or no signature at all. */
  enum Unsigned implements PayloadMode {
    INSTANCE
  }

  /** Its SHA-256, in lower-case hex. */
  record Hashed(String sha256) implements PayloadMode {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  }

  /**
   * It comes in chunks of {@code aws-chunked}.
   *
   * @param signed whether every chunk is signed, and the trailer where there is one
   * @param trailer whether header fields follow the last chunk
   */
  record Chunked(boolean signed, boolean trailer) implements PayloadMode {}

  /**
   * Reads x-amz-content-sha256.
   *
   * @throws S3Exception InvalidArgument if it is none of the values that there are
   */
  static PayloadMode of(String value) {
    return switch (value) {
      case "UNSIGNED-PAYLOAD" -> Unsigned.INSTANCE;
      case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Chunked(false, true);
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Chunked(true, false);
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Chunked(true, true);
      default -> {
        if (!Hashed.FORM.matcher(value).matches()) {
          throw S3Exception.invalidArgument(
              "x-amz-content-sha256",
              value,
              "x-amz-content-sha256 must be UNSIGNED-PAYLOAD,"
                  + " STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
        }
        yield new Hashed(value);
      }
    };
  }

  /**
   * Reads the header of a request whose signature has no key that chunks could be signed with.
   *
   * @throws S3Exception InvalidRequest if it says that they are
   */
  static PayloadMode withoutChunkSignatures(Headers headers) {
    @Nullable String value = headers.first("x-amz-content-sha256");
    PayloadMode mode = value == null ? Unsigned.INSTANCE : of(value);
    if (mode instanceof Chunked chunked && chunked.signed()) {
      throw new S3Exception(
          S3Error.INVALID_REQUEST,
          "Requests without a signature of version 4 don't support this x-amz-content-sha256"
              + " value. Please use UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.");
    }
    return mode;
  }
}

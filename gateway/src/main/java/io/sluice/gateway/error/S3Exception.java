package io.sluice.gateway.error;

import java.util.ArrayList;
import java.util.List;

/**
 * A request that is answered with an error of S3. It is an ordinary outcome, and so has no stack
 * trace.
 *
 * <p>Fields stand in the answer's XML beside the code and the message; headers beside those that
 * every answer has.
 */
public final class S3Exception extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A field or a header. */
  public record Detail(String name, String value) {}

  private final S3Error error;
  private final transient List<Detail> fields = new ArrayList<>();
  private final transient List<Detail> headers = new ArrayList<>();

  public S3Exception(S3Error error) {
    this(error, error.message());
  }

  public S3Exception(S3Error error, String message) {
    super(message, null, false, false);
    this.error = error;
  }

  /** The faulty argument of a request, with the two fields that say which. */
  public static S3Exception invalidArgument(String name, String value, String message) {
    return new S3Exception(S3Error.INVALID_ARGUMENT, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }

  /** A body whose checksum is not the one that was stated. */
  public static S3Exception checksumMismatch(String algorithm) {
    return new S3Exception(
        S3Error.BAD_DIGEST,
        "The %s you specified did not match the calculated checksum.".formatted(algorithm));
  }

  /** A header that asks for something that is not there yet. */
  public static S3Exception notImplemented(String header) {
    return new S3Exception(
            S3Error.NOT_IMPLEMENTED,
            "A header you provided implies functionality that is not implemented")
        .with("Header", header);
  }

  public S3Exception with(String field, String value) {
    fields.add(new Detail(field, value));
    return this;
  }

  public S3Exception withHeader(String name, String value) {
    headers.add(new Detail(name, value));
    return this;
  }

  public S3Error error() {
    return error;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  public List<Detail> fields() {
    return fields;
  }

  public List<Detail> headers() {
    return headers;
  }
}

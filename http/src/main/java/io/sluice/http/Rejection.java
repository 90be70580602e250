package io.sluice.http;

/** Why the server ends a connection without calling the handler. */
public enum Rejection {
  /** The request line or a header is not well-formed. */
  MALFORMED,
  /**
   * Content-Length and Transfer-Encoding together, two lengths, or a transfer coding other than
   * chunked, or any in HTTP/1.0.
   */
  AMBIGUOUS_LENGTH,
  /** HTTP/1.1 without exactly one Host header. */
  MISSING_HOST,
  /** A version other than HTTP/1.0 and HTTP/1.1. */
  UNSUPPORTED_VERSION,
  /** The request line is longer than the limit. */
  TARGET_TOO_LONG,
  /** The headers are larger than the limit. */
  HEADERS_TOO_LARGE,
  /** More requests are under way than the limit allows. */
  OVERLOADED
}

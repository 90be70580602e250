package io.sluice.catalog.oauth;

import java.time.Duration;

/** No token is issued. It is an ordinary outcome, and so has no stack trace. */
final class TokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** RFC 6749, section 5.2. */
  enum Code {
    INVALID_REQUEST(400),
    INVALID_CLIENT(401),
    INVALID_SCOPE(400),
    UNSUPPORTED_GRANT_TYPE(400),
    /** RFC 8628, section 3.5. */
    SLOW_DOWN(429),
    /** Not of the RFC: what is needed cannot be reached now. */
    TEMPORARILY_UNAVAILABLE(503),
    /** Not of the RFC, either. */
    SERVER_ERROR(500);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final Code code;
  private final Duration retryAfter;

  TokenException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
    this.retryAfter = Duration.ZERO;
  }

  /** Something can be tried again after a while. */
  TokenException(Duration retryAfter) {
    super("too many wrong secrets; try again later", null, false, false);
    this.code = Code.SLOW_DOWN;
    this.retryAfter = retryAfter;
  }

  /** Zero where it makes no difference. */
  Duration retryAfter() {
    return retryAfter;
  }

  Code code() {
    return code;
  }
}

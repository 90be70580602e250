package io.sluice.catalog.oauth;

/** No token is issued. It is an ordinary outcome, and so has no stack trace. */
final class TokenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** RFC 6749, section 5.2. */
  enum Code {
    INVALID_REQUEST(400),
    INVALID_CLIENT(401),
    INVALID_SCOPE(400),
    UNSUPPORTED_GRANT_TYPE(400),
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

  TokenException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  Code code() {
    return code;
  }
}

package io.sluice.gateway.sts;

/** A request that is answered with an error of STS. It is an ordinary outcome. */
final class StsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  StsException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static StsException validation(String message) {
    return new StsException(400, "ValidationError", message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}

package io.sluice.http;

/** A server cannot listen as it was told to; the message is one line for whoever told it. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Reason {
    /** Another socket listens there. */
    PORT_IN_USE,
    /** The port is reserved for more privileged users. */
    NOT_PERMITTED,
    /** The host is not an address of this machine. */
    NO_SUCH_ADDRESS,
    /** A certificate or key cannot be read or used. */
    TLS_FILES,
    /** None of these; the cause says more. */
    OTHER
  }

  private final Reason reason;

  ListenException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

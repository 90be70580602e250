package io.sluice.http;

import java.io.IOException;

/** A request's body cannot be read to its end. The connection ends with this exchange. */
public final class BodyException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong with the body. */
  public enum Fault {
    /** The client closed the connection, or its side of it, before the announced end. */
    TRUNCATED,
    /** The chunked transfer coding is not well-formed. */
    MALFORMED,
    /** No byte came for the time that {@link HttpOptions#idleTimeout} allows. */
    TIMEOUT
  }

  private final Fault fault;

  public BodyException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}

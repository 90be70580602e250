package io.sluice.protocol.client;

import io.sluice.protocol.Failure;

/** A manager did not do what it was asked. It is an ordinary outcome, and so has no stack trace. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Failure failure;

  public RefusedException(Failure failure) {
    super(failure.getCode() + ": " + failure.getMessage(), null, false, false);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }

  public Failure.Code code() {
    return failure.getCode();
  }
}

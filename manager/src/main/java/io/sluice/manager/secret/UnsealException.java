package io.sluice.manager.secret;

import org.jspecify.annotations.Nullable;

/** A sealed secret cannot be opened. */
public final class UnsealException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsealException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.sluice.store;

import org.jspecify.annotations.Nullable;

/** The store cannot do what was asked of it. The message says what is wrong and what to do. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final StoreError error;

  public StoreException(StoreError error, String message) {
    this(error, message, null);
  }

  public StoreException(StoreError error, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  public StoreError error() {
    return error;
  }
}

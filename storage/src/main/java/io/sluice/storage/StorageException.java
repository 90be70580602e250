package io.sluice.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A storage cannot do what was asked of it. The message says what is wrong. */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1;

  private final StorageError error;

  public StorageException(StorageError error, String message) {
    this(error, message, null);
  }

  public StorageException(StorageError error, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  public StorageError error() {
    return error;
  }
}

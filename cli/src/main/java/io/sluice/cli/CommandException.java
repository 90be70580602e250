package io.sluice.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked. The message is one line that says why and what to do. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What was asked makes no sense, or cannot be read. */
  public static final int USAGE = 2;

  /** It makes sense and cannot be done. */
  public static final int FAILED = 1;

  private final int exitCode;

  public CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  public CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}

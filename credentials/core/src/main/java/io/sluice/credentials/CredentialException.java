package io.sluice.credentials;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Credentials could not be issued or served. The message is one line, names the identity, the
 * endpoint and the cause, and holds no secret.
 */
public final class CredentialException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int MAX_MESSAGE_CHARS = 1_000;

  private final CredentialError error;
  private final transient @Nullable Duration retryAfter;

  public CredentialException(CredentialError error, String message) {
    this(error, message, null, null);
  }

  public CredentialException(CredentialError error, String message, @Nullable Throwable cause) {
    this(error, message, null, cause);
  }

  /**
   * @param retryAfter how long the issuer asked to be left alone; null where it did not say
   */
  public CredentialException(
      CredentialError error,
      String message,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(oneLine(message), cause);
    this.error = error;
    this.retryAfter = retryAfter;
  }

  /** What an issuer threw, as it is or wrapped with the issuer's origin. */
  static CredentialException of(Throwable thrown, Origin origin) {
    if (thrown instanceof CredentialException known) {
      return known;
    }
    CredentialError error =
        thrown instanceof InterruptedException
            ? CredentialError.TIMED_OUT
            : CredentialError.ISSUER_FAILED;
    return new CredentialException(error, origin + ": " + describe(thrown), thrown);
  }

  /** The class and message of a failure, or its class alone where it has no message. */
  static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }

  public CredentialError error() {
    return error;
  }

  /** How long the issuer asked to be left alone; null where it did not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The error's code and the message, for one line of a log. */
  String summary() {
    return error.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + getMessage();
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= MAX_MESSAGE_CHARS ? line : line.substring(0, MAX_MESSAGE_CHARS) + "...";
  }
}

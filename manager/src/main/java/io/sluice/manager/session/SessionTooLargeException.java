package io.sluice.manager.session;

/** What a session would say does not fit into its token. */
public final class SessionTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SessionTooLargeException(int length) {
    super(
        "the session's token would have %d characters; at most %d are allowed"
            .formatted(length, SessionSeal.MOST_CHARACTERS));
  }
}

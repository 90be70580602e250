package io.sluice.credentials;

/** What can be wrong with credentials. */
public enum CredentialError {
  /** The issuer cannot be reached, or the connection broke. */
  UNREACHABLE,
  /** The issuer did not answer in time. */
  TIMED_OUT,
  /** The issuer asks for fewer calls, or is overloaded. */
  THROTTLED,
  /** The issuer failed in a way that may pass. */
  ISSUER_FAILED,
  /** The issuer said no; asking again will not help until somebody changes something. */
  REFUSED,
  /** The answer is not what the protocol says. */
  MALFORMED,
  /** The answer had expired when it came. */
  EXPIRED,
  /** What is needed to ask the issuer is missing or wrong on this side. */
  MISCONFIGURED,
  /** The credentials belong to another identity than the one expected. */
  WRONG_IDENTITY,
  /** Nothing valid is at hand, and the issuer has not given anything in the time allowed. */
  UNAVAILABLE,
  /** The credentials do not last for as long as was asked for. */
  TOO_SHORT,
  /** The thread that waited for credentials was interrupted. */
  INTERRUPTED,
  /** The supplier has been closed. */
  CLOSED;

  /** Whether trying again soon is pointless, so that a caller is told at once. */
  public boolean permanent() {
    return switch (this) {
      case REFUSED, MISCONFIGURED, WRONG_IDENTITY, CLOSED -> true;
      case UNREACHABLE,
          TIMED_OUT,
          THROTTLED,
          ISSUER_FAILED,
          MALFORMED,
          EXPIRED,
          UNAVAILABLE,
          TOO_SHORT,
          INTERRUPTED ->
          false;
    };
  }
}

package io.sluice.http;

import java.time.Duration;

/**
 * Is told what a server does, so that metrics can live outside of this module. It is called on the
 * threads that serve connections and must neither block nor throw.
 */
public interface Observer {
  /** Wants to know nothing. */
  Observer NONE = new Observer() {};

  default void connectionOpened() {}

  default void connectionClosed() {}

  /** The last byte of an answer has been handed to the system, or there will be none. */
  default void exchangeFinished(Finished exchange) {}

  /**
   * What became of a request.
   *
   * @param method as it was sent, so any text; empty if the head could not be read
   * @param status of the answer, or {@link #NO_ANSWER}
   * @param outcome whether all of the answer was sent
   * @param bytesIn of the request: head, body and transfer coding
   * @param bytesOut of the answer, likewise
   * @param duration from the end of the request's head to the end of the answer
   */
  record Finished(
      String method, int status, Outcome outcome, long bytesIn, long bytesOut, Duration duration) {
    public static final int NO_ANSWER = 0;
  }

  /** How an exchange ended. */
  enum Outcome {
    /** The answer was sent whole. */
    ANSWERED,
    /** The connection ended before that, whichever side ended it. */
    CUT
  }
}

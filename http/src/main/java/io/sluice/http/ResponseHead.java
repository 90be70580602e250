package io.sluice.http;

/**
 * The head of a response as its handler wants it; whether the connection outlives it is decided
 * when it is sent.
 *
 * @param coding how the client learns where the body ends
 * @param length the Content-Length, or {@link #NO_LENGTH} to send none
 */
record ResponseHead(Head.Version version, int status, Headers headers, Coding coding, long length) {
  static final long NO_LENGTH = -1;

  /** Where the body of a response ends (RFC 9112, section 6.3). */
  enum Coding {
    /** Where its length says, or at once where a response of this kind has no body. */
    PLAIN,
    CHUNKED,
    /** With the connection: HTTP/1.0 has nothing else for an unknown length. */
    UNTIL_CLOSE
  }

  /** The same for a body that turned out to be so long. */
  ResponseHead ofLength(long known) {
    return new ResponseHead(version, status, headers, Coding.PLAIN, known);
  }

  /** Whether the handler itself wants the connection to end. */
  boolean closes() {
    String connection = headers.first("Connection");
    return coding == Coding.UNTIL_CLOSE
        || (connection != null && connection.equalsIgnoreCase("close"));
  }

  /**
   * Looks for what must not go into a head: it would let whoever chose the value write fields, or a
   * whole response, of their own.
   */
  static void checkFields(Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (splits(headers.name(i)) || splits(headers.value(i))) {
        throw new IllegalArgumentException(
            "response header %d has a character that no header may have".formatted(i));
      }
    }
  }

  private static boolean splits(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
        return true;
      }
    }
    return false;
  }
}

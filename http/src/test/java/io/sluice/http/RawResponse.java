package io.sluice.http;

/**
 * An answer as it came over the wire.
 *
 * @param text the body without its transfer coding, each byte as one character
 */
record RawResponse(String statusLine, Headers headers, String text) {
  int status() {
    return Integer.parseInt(statusLine.split(" ", 3)[1]);
  }

  boolean closes() {
    return headers.all("Connection").contains("close");
  }
}

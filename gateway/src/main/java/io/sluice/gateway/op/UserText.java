package io.sluice.gateway.op;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The text of header values. Clients send UTF-8, which arrives as one character a byte; what is not
 * ASCII is returned as S3 does, in the encoding of RFC 2047.
 */
final class UserText {
  private UserText() {}

  /** What a client meant by a header value. */
  static String fromHeader(String value) {
    if (isPrintableAscii(value)) {
      return value;
    }
    return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The text as a header value. */
  static String toHeader(String text) {
    if (isPrintableAscii(text)) {
      return text;
    }
    return "=?UTF-8?B?"
        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
        + "?=";
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c > '~') {
        return false;
      }
    }
    return true;
  }
}

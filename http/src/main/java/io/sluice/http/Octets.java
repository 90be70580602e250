package io.sluice.http;

/** Which bytes may stand where in the head of a message (RFC 9110, section 5.6, and RFC 3986). */
final class Octets {
  private static final byte TOKEN = 1;
  private static final byte TARGET = 2;
  private static final byte VALUE = 4;
  private static final byte HOST = 8;

  private static final byte[] CLASSES = new byte[256];

  static {
    for (int octet = 0x20; octet < 0x100; octet++) {
      if (octet != 0x7f) {
        CLASSES[octet] |= octet == ' ' ? VALUE : TARGET | VALUE;
      }
    }
    CLASSES['\t'] |= VALUE;
    mark("!#$%&'*+-.^_`|~", TOKEN);
    mark("-._~!$&'()*+,;=:[]%", HOST);
    for (char c = '0'; c <= 'z'; c++) {
      if (Character.isLetterOrDigit(c)) {
        CLASSES[c] |= TOKEN | HOST;
      }
    }
  }

  private Octets() {}

  private static void mark(String characters, byte type) {
    for (int i = 0; i < characters.length(); i++) {
      CLASSES[characters.charAt(i)] |= type;
    }
  }

  static boolean isToken(byte octet) {
    return (CLASSES[octet & 0xff] & TOKEN) != 0;
  }

  /** Neither a control character nor a space: whatever a client may have meant by it. */
  static boolean isTarget(byte octet) {
    return (CLASSES[octet & 0xff] & TARGET) != 0;
  }

  static boolean isValue(byte octet) {
    return (CLASSES[octet & 0xff] & VALUE) != 0;
  }

  static boolean isHost(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xff || (CLASSES[c] & HOST) == 0) {
        return false;
      }
    }
    return true;
  }
}

package io.sluice.gateway.request;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Percent-coding as S3 signs it: only letters, digits, {@code - . _ ~} stand for themselves, hex
 * digits are upper case, and nothing is normalised.
 *
 * <p>Follows RFC 3986, section 2, and the function UriEncode of the SigV4 documentation.
 */
public final class UriCoding {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private UriCoding() {}

  /**
   * What the decoding of a path or a query was given, as bytes; a plus is a plus. Empty where it is
   * malformed.
   */
  public static Optional<byte[]> decode(String encoded) {
    return decode(encoded, false);
  }

  /** The same, for a query: there a plus is a space. */
  public static Optional<byte[]> decodeQuery(String encoded) {
    return decode(encoded, true);
  }

  private static Optional<byte[]> decode(String encoded, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        if (i + 2 >= encoded.length()) {
          return Optional.empty();
        }
        int high = Character.digit(encoded.charAt(i + 1), 16);
        int low = Character.digit(encoded.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.write((high << 4) | low);
        i += 2;
      } else if (c > 0xFF) {
        return Optional.empty();
      } else {
        bytes.write(c == '+' && plusIsSpace ? ' ' : c);
      }
    }
    return Optional.of(bytes.toByteArray());
  }

  /** The text that bytes are in UTF-8; empty where they are not UTF-8. */
  public static Optional<String> utf8(byte[] bytes) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes));
      return Optional.of(text.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Encodes bytes; slashes stand for themselves in a path, and only there. */
  public static String encode(byte[] bytes, boolean path) {
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (isUnreserved(b) || (path && b == '/')) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
      }
    }
    return encoded.toString();
  }

  public static String encodePath(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8), true);
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}

package io.sluice.gateway.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding, by the function UriEncode of the documentation of AWS Signature Version 4. */
public final class Encoding {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private Encoding() {}

  /** A key as it stands in a path. */
  public static String path(String key) {
    return encode(key.getBytes(StandardCharsets.UTF_8), "/");
  }

  /** A name or a value as it stands in a query. */
  public static String query(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8), "");
  }

  static String encode(byte[] bytes, String alsoPlain) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      if (UNRESERVED.indexOf(c) >= 0 || alsoPlain.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  /** The bytes that stand behind what was encoded; a plus sign is itself. */
  static byte[] decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); i++) {
      if (encoded.charAt(i) == '%') {
        bytes.write(Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(encoded.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** Text as the characters of a header value, each of which is one byte of its UTF-8. */
  public static String header(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}

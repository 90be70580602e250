package io.sluice.protocol.client;

import com.google.protobuf.ByteString;
import io.sluice.protocol.ObjectInfo;
import java.util.HexFormat;

/**
 * Entity tags as S3 makes them: the MD5 of the bytes in hex, or for an object that was uploaded in
 * parts the MD5 of the parts' MD5s, a hyphen and their number.
 */
public final class Etags {
  private Etags() {}

  /** Without quotes. */
  public static String of(ObjectInfo info) {
    String md5 = of(info.getMd5());
    return info.getPartCount() == 0 ? md5 : md5 + "-" + info.getPartCount();
  }

  /** Without quotes. */
  public static String of(ByteString md5) {
    return HexFormat.of().formatHex(md5.toByteArray());
  }

  public static String quoted(ObjectInfo info) {
    return '"' + of(info) + '"';
  }

  /**
   * Whether a header such as If-Match names this ETag: one or several, quoted or not, or a star.
   */
  public static boolean matches(String header, String etag) {
    for (String candidate : header.split(",", -1)) {
      String name = unquote(candidate.strip());
      if (name.equals("*") || name.equals(etag)) {
        return true;
      }
    }
    return false;
  }

  public static String unquote(String etag) {
    String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
    return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
        ? strong.substring(1, strong.length() - 1)
        : strong;
  }
}

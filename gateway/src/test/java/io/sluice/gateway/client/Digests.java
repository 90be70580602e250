package io.sluice.gateway.client;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** Digests as clients send them, each by the plainest code there is. */
public final class Digests {
  private Digests() {}

  /** In Base64, as in Content-MD5. */
  public static String md5(byte[] bytes) {
    return base64(digest("MD5", bytes));
  }

  /** In hex and quotes, as in an ETag. */
  public static String etag(byte[] bytes) {
    return '"' + HexFormat.of().formatHex(digest("MD5", bytes)) + '"';
  }

  /** The value of a checksum header, by the name that S3 has for the algorithm. */
  public static String checksum(String algorithm, byte[] bytes) {
    return base64(checksumBytes(algorithm, bytes));
  }

  public static byte[] checksumBytes(String algorithm, byte[] bytes) {
    return switch (algorithm) {
      case "CRC32" -> crc(new CRC32(), bytes);
      case "CRC32C" -> crc(new CRC32C(), bytes);
      case "CRC64NVME" -> ByteBuffer.allocate(8).putLong(crc64Nvme(bytes)).array();
      case "SHA1" -> digest("SHA-1", bytes);
      case "SHA256" -> digest("SHA-256", bytes);
      default -> throw new IllegalArgumentException(algorithm);
    };
  }

  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  public static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] crc(Checksum crc, byte[] bytes) {
    crc.update(bytes);
    return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
  }

  /** Bit by bit: the polynomial 0xAD93D23594C93659 reflected, all ones at first and at last. */
  public static long crc64Nvme(byte[] bytes) {
    long crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ Long.reverse(0xAD93D23594C93659L) : crc >>> 1;
      }
    }
    return ~crc;
  }
}

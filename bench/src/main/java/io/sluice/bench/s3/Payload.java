package io.sluice.bench.s3;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.CRC32C;

/**
 * Bytes to send, with what is sent along with them.
 *
 * @param bytes in direct memory
 * @param sha256 in hex
 */
public record Payload(ByteBuffer bytes, String sha256, int crc32c) {
  public static final Payload NONE = of(new byte[0]);

  private static final ConcurrentMap<Integer, Payload> RANDOM = new ConcurrentHashMap<>();

  public static Payload of(byte[] content) {
    try {
      ByteBuffer bytes = ByteBuffer.allocateDirect(content.length).put(content).flip();
      CRC32C crc = new CRC32C();
      crc.update(content);
      return new Payload(
          bytes,
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)),
          (int) crc.getValue());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Bytes that do not compress, for one size always the same. */
  public static Payload random(int size) {
    return RANDOM.computeIfAbsent(
        size,
        wanted -> {
          byte[] content = new byte[wanted];
          new Random(wanted).nextBytes(content);
          return of(content);
        });
  }

  /** The CRC32C of a part. */
  public int crc32c(int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return (int) crc.getValue();
  }

  public int size() {
    return bytes.remaining();
  }

  public byte[] toByteArray() {
    byte[] content = new byte[size()];
    bytes.duplicate().get(content);
    return content;
  }
}

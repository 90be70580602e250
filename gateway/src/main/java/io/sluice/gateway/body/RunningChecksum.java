package io.sluice.gateway.body;

import com.google.protobuf.ByteString;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** One of the checksums that S3 knows, taken while bytes stream by. */
public sealed interface RunningChecksum {
  void update(byte[] bytes, int offset, int length);

  /** The value as S3 orders its bytes; ends the checksum. */
  byte[] value();

  /** A CRC, of so many bytes. */
  record Crc(java.util.zip.Checksum crc, int width) implements RunningChecksum {
    @Override
    public void update(byte[] bytes, int offset, int length) {
      crc.update(bytes, offset, length);
    }

    @Override
    public byte[] value() {
      byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array();
      byte[] value = new byte[width];
      System.arraycopy(all, Long.BYTES - width, value, 0, width);
      return value;
    }
  }

  /** A cryptographic digest. */
  record Digest(MessageDigest digest) implements RunningChecksum {
    @Override
    public void update(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    public byte[] value() {
      return digest.digest();
    }
  }

  static RunningChecksum of(Algorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> new Crc(new CRC32(), Integer.BYTES);
      case CRC32C -> new Crc(new CRC32C(), Integer.BYTES);
      case CRC64NVME -> new Crc(new Crc64Nvme(), Long.BYTES);
      case SHA1 -> new Digest(digest("SHA-1"));
      case SHA256 -> new Digest(digest("SHA-256"));
      case NONE, UNRECOGNIZED ->
          throw new IllegalArgumentException(algorithm + " is not a checksum");
    };
  }

  static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  /** The checksum of one run of bytes, as a message. */
  static Checksum message(Algorithm algorithm, byte[] value) {
    return Checksum.newBuilder()
        .setAlgorithm(algorithm)
        .setType(Checksum.Type.FULL_OBJECT)
        .setValue(ByteString.copyFrom(value))
        .build();
  }
}

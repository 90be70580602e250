package io.sluice.manager.record;

import com.google.protobuf.ByteString;
import io.sluice.store.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Names an upload: 48 bits of its time in milliseconds and 80 random ones, so that ids sort by age.
 * Clients see it as 32 hex digits.
 */
public record UploadId(long high, long low) {
  private static final int HEX_DIGITS = 32;
  private static final int TIME_SHIFT = 16;
  private static final int OCTAL_DIGITS = 43;

  /** The lowest of eight bytes that no UTF-8 has. */
  private static final int DIGIT_ZERO = 0xF8;

  public static UploadId generate(Instant now, RandomGenerator random) {
    return new UploadId(
        (now.toEpochMilli() << TIME_SHIFT) | random.nextInt(1 << TIME_SHIFT), random.nextLong());
  }

  /** Reads what a client sent; empty where it cannot be an id. */
  public static Optional<UploadId> parse(String text) {
    if (text.length() != HEX_DIGITS) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(text));
      return Optional.of(new UploadId(bytes.getLong(), bytes.getLong()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** 16 bytes. */
  public Bytes bytes() {
    byte[] bytes = new byte[2 * Long.BYTES];
    ByteBuffer.wrap(bytes).putLong(high).putLong(low);
    return Bytes.wrap(bytes);
  }

  public ByteString toByteString() {
    return ByteString.copyFrom(bytes().unsafeArray());
  }

  /**
   * What stands behind a key in the name of an upload: a zero byte, then octal digits that are
   * bytes which no UTF-8 has. So keys keep their order, and no delimiter occurs in it.
   */
  Bytes suffix() {
    byte[] suffix = new byte[1 + OCTAL_DIGITS];
    long upper = high;
    long lower = low;
    for (int i = OCTAL_DIGITS; i > 0; i--) {
      suffix[i] = (byte) (DIGIT_ZERO + (lower & 7));
      lower = (lower >>> 3) | (upper << (Long.SIZE - 3));
      upper >>>= 3;
    }
    return Bytes.wrap(suffix);
  }

  /** What follows all uploads of a key that stand behind its name and {@link #suffix}. */
  static Bytes lastSuffix() {
    return new UploadId(-1, -1).suffix();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes().unsafeArray());
  }
}

package io.sluice.manager.upload;

import io.sluice.protocol.Checksum.Algorithm;

/**
 * Computes the CRC of a whole from the CRCs and lengths of its parts, without the bytes.
 *
 * <p>To append n bytes is, for a CRC, to multiply it by x to the power of 8n modulo the CRC's
 * polynomial. Polynomials over GF(2) are kept with the lowest power in the highest bit, as in the
 * CRCs themselves.
 */
final class CrcCombination {
  private final int width;
  private final long polynomial;

  /** x to the power of 2 to the power of the index. */
  private final long[] powers = new long[Long.SIZE];

  private CrcCombination(int width, long polynomial) {
    this.width = width;
    this.polynomial = polynomial;
    powers[0] = 1L << (width - 2);
    for (int i = 1; i < powers.length; i++) {
      powers[i] = multiply(powers[i - 1], powers[i - 1]);
    }
  }

  static CrcCombination of(Algorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> new CrcCombination(Integer.SIZE, 0xEDB88320L);
      case CRC32C -> new CrcCombination(Integer.SIZE, 0x82F63B78L);
      case CRC64NVME -> new CrcCombination(Long.SIZE, 0x9A6C9329AC4BC9B5L);
      case NONE, SHA1, SHA256, UNRECOGNIZED ->
          throw new IllegalArgumentException(algorithm + " is not a CRC");
    };
  }

  /** The CRC of two runs of bytes one after the other. */
  long combine(long first, long second, long secondLength) {
    return multiply(powerOfBytes(secondLength), first) ^ second;
  }

  private long powerOfBytes(long count) {
    long product = 1L << (width - 1);
    int power = 3;
    for (long rest = count; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        product = multiply(powers[power % powers.length], product);
      }
      power++;
    }
    return product;
  }

  private long multiply(long left, long right) {
    long product = 0;
    long shifted = right;
    for (long bit = 1L << (width - 1); bit != 0; bit >>>= 1) {
      if ((left & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
    }
    return product;
  }
}

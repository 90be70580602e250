package io.sluice.manager.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.protocol.Checksum.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class CrcCombinationTest {
  private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

  private static long crc(Algorithm algorithm, byte[] bytes) {
    return switch (algorithm) {
      case CRC32 -> value(new CRC32(), bytes);
      case CRC32C -> value(new CRC32C(), bytes);
      case CRC64NVME -> crc64Nvme(bytes);
      case NONE, SHA1, SHA256, UNRECOGNIZED -> throw new IllegalArgumentException();
    };
  }

  private static long value(Checksum checksum, byte[] bytes) {
    checksum.update(bytes);
    return checksum.getValue();
  }

  /** Bit by bit, as it is specified: reflected, and inverted before and after. */
  private static long crc64Nvme(byte[] bytes) {
    long crc = -1;
    for (byte b : bytes) {
      crc ^= Byte.toUnsignedLong(b);
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) * 0x9A6C9329AC4BC9B5L);
      }
    }
    return ~crc;
  }

  @Test
  void theReferenceHasTheCheckValueOfItsSpecification() {
    assertThat(crc64Nvme(CHECK)).isEqualTo(0xAE8B14860A799888L);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void piecesMakeTheWholeWhereverItIsCut(Algorithm algorithm) {
    CrcCombination combination = CrcCombination.of(algorithm);
    for (int cut = 0; cut <= CHECK.length; cut++) {
      byte[] first = Arrays.copyOf(CHECK, cut);
      byte[] second = Arrays.copyOfRange(CHECK, cut, CHECK.length);

      assertThat(combination.combine(crc(algorithm, first), crc(algorithm, second), second.length))
          .isEqualTo(crc(algorithm, CHECK));
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void manyRandomPiecesMakeTheWhole(Algorithm algorithm) {
    Random random = new Random(42);
    CrcCombination combination = CrcCombination.of(algorithm);
    byte[] whole = new byte[0];
    long crc = crc(algorithm, whole);
    for (int i = 0; i < 40; i++) {
      byte[] piece = new byte[random.nextInt(3_000)];
      random.nextBytes(piece);
      crc = combination.combine(crc, crc(algorithm, piece), piece.length);
      int before = whole.length;
      whole = Arrays.copyOf(whole, before + piece.length);
      System.arraycopy(piece, 0, whole, before, piece.length);
    }

    assertThat(crc).isEqualTo(crc(algorithm, whole));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void hugePiecesAreCombinedInAnyOrder(Algorithm algorithm) {
    CrcCombination combination = CrcCombination.of(algorithm);
    long a = crc(algorithm, new byte[] {1});
    long b = crc(algorithm, new byte[] {2});
    long c = crc(algorithm, new byte[] {3});
    long sizeB = 5L << 30;
    long sizeC = (5L << 40) + 1;

    assertThat(combination.combine(combination.combine(a, b, sizeB), c, sizeC))
        .isEqualTo(combination.combine(a, combination.combine(b, c, sizeC), sizeB + sizeC));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"CRC32", "CRC32C", "CRC64NVME"})
  void whatIsNoCrcIsNotCombined(Algorithm algorithm) {
    assertThatThrownBy(() -> CrcCombination.of(algorithm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(algorithm + " is not a CRC");
  }
}

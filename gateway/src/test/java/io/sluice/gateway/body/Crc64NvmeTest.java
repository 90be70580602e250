package io.sluice.gateway.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.client.Digests;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64NvmeTest {
  private static long crc(byte[] bytes) {
    Crc64Nvme crc = new Crc64Nvme();
    crc.update(bytes, 0, bytes.length);
    return crc.getValue();
  }

  @Test
  void theCheckValueIsTheCataloguesOwn() {
    assertThat(crc("123456789".getBytes(US_ASCII))).isEqualTo(0xAE8B14860A799888L);
  }

  /** NVM Express base specification, revision 2.0, figure 298 (64-bit CRC test cases). */
  @Test
  void theVectorsOfTheSpecificationHold() {
    byte[] zeros = new byte[4096];
    byte[] ones = new byte[4096];
    Arrays.fill(ones, (byte) 0xFF);
    byte[] up = new byte[4096];
    byte[] down = new byte[4096];
    for (int i = 0; i < 4096; i++) {
      up[i] = (byte) i;
      down[i] = (byte) ~i;
    }
    assertThat(crc(zeros)).isEqualTo(0x6482D367EB22B64EL);
    assertThat(crc(ones)).isEqualTo(0xC0DDBA7302ECA3ACL);
    assertThat(crc(up)).isEqualTo(0x3E729F5F6750449CL);
    assertThat(crc(down)).isEqualTo(0x9A2DF64B8E9E517EL);
  }

  @Test
  void nothingIsZero() {
    assertThat(crc(new byte[0])).isZero();
  }

  @Test
  void itIsTheSameHoweverTheBytesAreCut() {
    Random random = new Random(64);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      Crc64Nvme crc = new Crc64Nvme();
      for (int at = 0; at < length; ) {
        int count = Math.min(length - at, 1 + random.nextInt(20));
        if (count == 1) {
          crc.update(bytes[at]);
        } else {
          crc.update(bytes, at, count);
        }
        at += count;
      }
      assertThat(crc.getValue()).isEqualTo(Digests.crc64Nvme(bytes)).isEqualTo(crc(bytes));
    }
  }

  @Test
  void lanesAreJoined() {
    Random random = new Random(65);
    byte[] before = new byte[5];
    random.nextBytes(before);
    for (int length : new int[] {3071, 3072, 3073, 6143, 6144, 10_000, 1 << 17}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(crc(bytes)).isEqualTo(Digests.crc64Nvme(bytes));

      Crc64Nvme crc = new Crc64Nvme();
      crc.update(before, 0, before.length);
      crc.update(bytes, 0, length);
      byte[] all = Arrays.copyOf(before, before.length + length);
      System.arraycopy(bytes, 0, all, before.length, length);
      assertThat(crc.getValue()).isEqualTo(Digests.crc64Nvme(all));
    }
  }

  @Test
  void itCanBeginAgain() {
    Crc64Nvme crc = new Crc64Nvme();
    crc.update(new byte[] {1, 2, 3}, 0, 3);
    crc.reset();
    assertThat(crc.getValue()).isZero();
  }
}

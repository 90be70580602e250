package io.sluice.cli.server;

import java.io.InputStream;
import java.util.zip.CRC32C;

/** So many bytes that follow from a seed, without holding them. */
final class GeneratedStream extends InputStream {
  private final CRC32C crc = new CRC32C();
  private long state;
  private long left;

  GeneratedStream(long seed, long size) {
    this.state = seed;
    this.left = size;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (left == 0) {
      return -1;
    }
    int count = (int) Math.min(left, length);
    for (int i = 0; i < count; i++) {
      // the constants of Knuth's MMIX generator
      state = state * 6364136223846793005L + 1442695040888963407L;
      target[offset + i] = (byte) (state >>> 56);
    }
    crc.update(target, offset, count);
    left -= count;
    return count;
  }

  long crc() {
    return crc.getValue();
  }
}

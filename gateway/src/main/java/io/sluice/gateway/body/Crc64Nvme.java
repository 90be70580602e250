package io.sluice.gateway.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * The CRC-64 of the NVM Express specification, which S3 uses where a client names no other
 * checksum: reflected, all ones at first and inverted at last. Eight bytes are taken at once by
 * eight tables.
 */
public final class Crc64Nvme implements Checksum {
  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final int SLICES = 8;
  private static final long[][] TABLES = tables();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long state = -1;

  private static long[][] tables() {
    long[][] tables = new long[SLICES][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
      tables[0][b] = crc;
    }
    for (int b = 0; b < 256; b++) {
      for (int slice = 1; slice < SLICES; slice++) {
        long before = tables[slice - 1][b];
        tables[slice][b] = (before >>> Byte.SIZE) ^ tables[0][(int) (before & 0xFF)];
      }
    }
    return tables;
  }

  @Override
  public void update(int b) {
    state = (state >>> Byte.SIZE) ^ TABLES[0][(int) ((state ^ b) & 0xFF)];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    long crc = state;
    int at = offset;
    int end = offset + length;
    for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
      long next = crc ^ (long) LONGS.get(bytes, at);
      crc =
          TABLES[7][(int) (next & 0xFF)]
              ^ TABLES[6][(int) ((next >>> 8) & 0xFF)]
              ^ TABLES[5][(int) ((next >>> 16) & 0xFF)]
              ^ TABLES[4][(int) ((next >>> 24) & 0xFF)]
              ^ TABLES[3][(int) ((next >>> 32) & 0xFF)]
              ^ TABLES[2][(int) ((next >>> 40) & 0xFF)]
              ^ TABLES[1][(int) ((next >>> 48) & 0xFF)]
              ^ TABLES[0][(int) (next >>> 56)];
    }
    for (; at < end; at++) {
      crc = (crc >>> Byte.SIZE) ^ TABLES[0][(int) ((crc ^ bytes[at]) & 0xFF)];
    }
    state = crc;
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1;
  }
}

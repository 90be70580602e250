package io.sluice.gateway.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * The CRC-64 of the NVM Express specification, which S3 uses where a client names no other
 * checksum: reflected, all ones at first and inverted at last. Eight bytes are taken at once by
 * eight tables, in three lanes side by side.
 */
public final class Crc64Nvme implements Checksum {
  private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final int SLICES = 8;
  private static final int TABLE = 256;

  /** Bytes of a lane. There are several because one alone mostly waits for its tables. */
  private static final int LANE = 1 << 10;

  private static final int LANES = 3;

  /** One table after the other: of an array whose length is known, no index need be checked. */
  private static final long[] TABLES = tables();

  /** What becomes of a state when a lane of zeros follows, for each byte of it alone. */
  private static final long[][] AFTER_LANE = afterLane();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long state = -1;

  private static long[] tables() {
    long[] tables = new long[SLICES * TABLE];
    for (int b = 0; b < TABLE; b++) {
      long crc = b;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
      tables[b] = crc;
    }
    for (int i = TABLE; i < tables.length; i++) {
      long before = tables[i - TABLE];
      tables[i] = (before >>> Byte.SIZE) ^ tables[(int) (before & 0xFF)];
    }
    return tables;
  }

  private static long[][] afterLane() {
    long[][] after = new long[SLICES][TABLE];
    for (int slice = 0; slice < SLICES; slice++) {
      for (int b = 1; b < TABLE; b++) {
        int lowest = Integer.lowestOneBit(b);
        after[slice][b] =
            b == lowest
                ? afterZeros((long) b << (slice * Byte.SIZE))
                : after[slice][lowest] ^ after[slice][b ^ lowest];
      }
    }
    return after;
  }

  private static long afterZeros(long state) {
    long crc = state;
    for (int i = 0; i < LANE; i++) {
      crc = (crc >>> Byte.SIZE) ^ TABLES[(int) (crc & 0xFF)];
    }
    return crc;
  }

  @Override
  public void update(int b) {
    state = (state >>> Byte.SIZE) ^ TABLES[(int) ((state ^ b) & 0xFF)];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    long crc = state;
    int at = offset;
    int end = offset + length;
    for (; end - at >= LANES * LANE; at += LANES * LANE) {
      crc = lanes(crc, bytes, at);
    }
    for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
      crc = afterLong(crc ^ (long) LONGS.get(bytes, at));
    }
    for (; at < end; at++) {
      crc = (crc >>> Byte.SIZE) ^ TABLES[(int) ((crc ^ bytes[at]) & 0xFF)];
    }
    state = crc;
  }

  /** The later lanes begin with 0, so what stands before them is added to what they come to. */
  private static long lanes(long state, byte[] bytes, int offset) {
    long first = state;
    long second = 0;
    long third = 0;
    for (int at = offset, end = offset + LANE; at < end; at += Long.BYTES) {
      first = afterLong(first ^ (long) LONGS.get(bytes, at));
      second = afterLong(second ^ (long) LONGS.get(bytes, at + LANE));
      third = afterLong(third ^ (long) LONGS.get(bytes, at + 2 * LANE));
    }
    return afterLane(afterLane(first) ^ second) ^ third;
  }

  private static long afterLong(long next) {
    return TABLES[7 * TABLE + (int) (next & 0xFF)]
        ^ TABLES[6 * TABLE + (int) ((next >>> 8) & 0xFF)]
        ^ TABLES[5 * TABLE + (int) ((next >>> 16) & 0xFF)]
        ^ TABLES[4 * TABLE + (int) ((next >>> 24) & 0xFF)]
        ^ TABLES[3 * TABLE + (int) ((next >>> 32) & 0xFF)]
        ^ TABLES[2 * TABLE + (int) ((next >>> 40) & 0xFF)]
        ^ TABLES[TABLE + (int) ((next >>> 48) & 0xFF)]
        ^ TABLES[(int) (next >>> 56)];
  }

  private static long afterLane(long crc) {
    long after = 0;
    for (int slice = 0; slice < SLICES; slice++) {
      after ^= AFTER_LANE[slice][(int) ((crc >>> (slice * Byte.SIZE)) & 0xFF)];
    }
    return after;
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

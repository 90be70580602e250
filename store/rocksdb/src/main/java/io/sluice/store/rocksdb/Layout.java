package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How entries lie in RocksDB. The key of an entry is the table's name in ASCII, a byte 0, and the
 * entry's name: a table's name holds no byte 0, so tables lie one behind the other, each in the
 * order of its names. What is stored under it is the {@link Stamp}, 8 bytes big-endian, and the
 * value, unless that is large.
 *
 * <p>Large values lie in a column family of their own under the stamps of their entries, and so in
 * the order in which they came. What is written in order need not be sorted, so compaction moves
 * files with large values instead of writing them again.
 *
 * <p>Keys that start with a byte 0 belong to no table. There is one: {@link #REVISIONS}.
 */
final class Layout {
  static final Limits LIMITS = new Limits(4_096, 1 << 20, 8 << 20);

  static final int STAMP_BYTES = Long.BYTES;
  static final int MAX_KEY_BYTES = 32 + 1 + LIMITS.nameBytes();

  /** 8 bytes big-endian: no revision above this has been returned. */
  static final byte[] REVISIONS = "\0revisions".getBytes(StandardCharsets.US_ASCII);

  /** The column family of large values. */
  static final byte[] LARGE_VALUES = "large".getBytes(StandardCharsets.US_ASCII);

  private static final int LARGE_VALUE_BYTES = 4 << 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Layout() {}

  static boolean isLarge(Bytes value) {
    return value.length() >= LARGE_VALUE_BYTES;
  }

  static byte[] key(Key key) {
    return key(prefix(key.table()), key.name());
  }

  /** The key of a name in the table with this {@link #prefix}. */
  static byte[] key(byte[] prefix, Bytes name) {
    byte[] tail = name.unsafeArray();
    byte[] key = new byte[prefix.length + tail.length];
    System.arraycopy(prefix, 0, key, 0, prefix.length);
    System.arraycopy(tail, 0, key, prefix.length, tail.length);
    return key;
  }

  /** What all keys of a table start with. */
  static byte[] prefix(Table table) {
    return (table.name() + '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  static void putKey(Key key, ByteBuffer into) {
    String table = key.table().name();
    for (int i = 0; i < table.length(); i++) {
      into.put((byte) table.charAt(i));
    }
    into.put((byte) 0).put(key.name().unsafeArray());
  }

  /** The key of a large value. */
  static byte[] largeKey(long stamp) {
    byte[] key = new byte[STAMP_BYTES];
    LONG.set(key, 0, stamp);
    return key;
  }

  /** The stamp that something stored starts with, or the number that is all that is stored. */
  static long number(byte[] stored, int length) {
    if (length < STAMP_BYTES) {
      throw damaged("something stored has %d bytes, less than a stamp".formatted(length));
    }
    return (long) LONG.get(stored, 0);
  }

  /** The entry whose value lies with it, in the first bytes of an array. */
  static Entry entry(long stamp, byte[] stored, int length) {
    Bytes value = Bytes.copyOf(stored, STAMP_BYTES, length - STAMP_BYTES);
    return new Entry(value, Stamp.revision(stamp));
  }

  static StoreException largeValueMissing(long stamp) {
    return damaged("the large value of stamp %d is missing".formatted(stamp));
  }

  private static StoreException damaged(String what) {
    return new StoreException(
        StoreError.CORRUPT, "the store is damaged: %s; restore it from a backup".formatted(what));
  }
}

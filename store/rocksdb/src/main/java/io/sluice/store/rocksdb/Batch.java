package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import java.nio.ByteBuffer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The changes that one write makes. Keys and values are laid out in two buffers outside the heap
 * that serve all batches, from where RocksDB takes them with one copy.
 */
final class Batch implements AutoCloseable {
  private final ColumnFamilyHandle largeValues;
  private final WriteBatch changes = new WriteBatch();
  private final ByteBuffer keyBuffer = ByteBuffer.allocateDirect(Layout.MAX_KEY_BYTES);
  private final ByteBuffer valueBuffer =
      ByteBuffer.allocateDirect(Layout.STAMP_BYTES + Layout.LIMITS.valueBytes());

  Batch(ColumnFamilyHandle largeValues) {
    this.largeValues = largeValues;
  }

  /** Puts an entry, and beside it its value if the stamp says that it is large. */
  void put(Key key, long stamp, Bytes value) throws RocksDBException {
    if (Stamp.isOfLargeValue(stamp)) {
      keyBuffer.clear().putLong(stamp).flip();
      valueBuffer.clear().put(value.unsafeArray()).flip();
      changes.put(largeValues, keyBuffer, valueBuffer);
      valueBuffer.clear().putLong(stamp).flip();
    } else {
      valueBuffer.clear().putLong(stamp).put(value.unsafeArray()).flip();
    }
    fillKeyBuffer(key);
    changes.put(keyBuffer, valueBuffer);
  }

  void delete(Key key) throws RocksDBException {
    fillKeyBuffer(key);
    changes.delete(keyBuffer);
  }

  /** Removes the large value of an entry that is to be replaced or deleted, if it has one. */
  void deleteLargeValue(long stamp) throws RocksDBException {
    if (Stamp.isOfLargeValue(stamp)) {
      keyBuffer.clear().putLong(stamp).flip();
      changes.delete(largeValues, keyBuffer);
    }
  }

  /** Changes what {@link Database#number} reads. */
  void putNumber(byte[] key, long number) throws RocksDBException {
    keyBuffer.clear().put(key).flip();
    valueBuffer.clear().putLong(number).flip();
    changes.put(keyBuffer, valueBuffer);
  }

  private void fillKeyBuffer(Key key) {
    keyBuffer.clear();
    Layout.putKey(key, keyBuffer);
    keyBuffer.flip();
  }

  boolean isEmpty() {
    return changes.count() == 0;
  }

  WriteBatch changes() {
    return changes;
  }

  void clear() {
    changes.clear();
  }

  @Override
  public void close() {
    changes.close();
  }
}

package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Cursor;
import io.sluice.store.Entry;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Walks the names of one table. Keys and values pass through two buffers that are used again. */
final class RocksCursor implements Cursor {
  private final RocksIterator iterator;
  private final byte[] table;
  private final byte[] key = new byte[Layout.MAX_KEY_BYTES];

  private int keyLength;
  private byte[] stored = new byte[1024];

  /**
   * @param iterator ends with the table, or before
   */
  RocksCursor(RocksIterator iterator, byte[] table) {
    this.iterator = iterator;
    this.table = table;
  }

  @Override
  public boolean seek(Bytes name) {
    iterator.seek(Layout.key(table, name));
    return arrive();
  }

  @Override
  public boolean next() {
    iterator.next();
    return arrive();
  }

  private boolean arrive() {
    if (iterator.isValid()) {
      keyLength = iterator.key(key);
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw Failures.reading(e);
    }
    return false;
  }

  @Override
  public Bytes name() {
    return Bytes.copyOf(key, table.length, keyLength - table.length);
  }

  @Override
  public Entry entry() {
    int length = iterator.value(stored);
    if (length > stored.length) {
      stored = new byte[length];
      iterator.value(stored);
    }
    return Layout.entry(stored, length);
  }
}

package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Cursor;
import io.sluice.store.Entry;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Walks the names of one table. Keys and values pass through two buffers that are used again.
 *
 * <p>A seek costs about as much as five steps. So to get past a common prefix a few steps are tried
 * first, as long as prefixes with as few names as that keep coming.
 */
final class RocksCursor implements Cursor {
  private static final int STEPS = 4;

  /** So many seeks go straight to their target after one to which no steps had led. */
  private static final int SEEKS_WITHOUT_STEPS = 8;

  private final Moment moment;
  private final RocksIterator iterator;
  private final byte[] table;
  private final byte[] key = new byte[Layout.MAX_KEY_BYTES];

  private int keyLength;
  private int seeksWithoutSteps;
  private byte[] stored = new byte[1024];

  /**
   * @param iterator of this moment; ends with the table, or before
   */
  RocksCursor(Moment moment, RocksIterator iterator, byte[] table) {
    this.moment = moment;
    this.iterator = iterator;
    this.table = table;
  }

  @Override
  public boolean seek(Bytes name) {
    byte[] target = Layout.key(table, name);
    if (keyLength > 0 && --seeksWithoutSteps < 0) {
      for (int step = 0; step < STEPS; step++) {
        if (!next()) {
          return false;
        }
        if (Arrays.compareUnsigned(key, 0, keyLength, target, 0, target.length) >= 0) {
          seeksWithoutSteps = 0;
          return true;
        }
      }
      seeksWithoutSteps = SEEKS_WITHOUT_STEPS;
    }
    iterator.seek(target);
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
    try {
      return moment.entry(stored, length);
    } catch (RocksDBException e) {
      throw Failures.reading(e);
    }
  }
}

package io.sluice.store.rocksdb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that puts entries until the store fails, then says what further writes and reads do:
 * the error of each write, and the number of entries read.
 */
final class TestingFiller {
  private TestingFiller() {}

  public static void main(String[] arguments) {
    RocksDbOptions options = RocksDbOptions.defaults().withReservedBytes(0);
    try (RocksDbStore store = RocksDbStore.openOrCreate(Path.of(arguments[0]), options)) {
      int stored = 0;
      while (tryPut(store, stored)) {
        stored++;
      }
      tryPut(store, stored);
      tryPut(store, stored);
      int found = 0;
      for (int i = 0; i < stored; i++) {
        found +=
            store.get(Stores.key("k" + i)).map(Entry::value).equals(Optional.of(value(i))) ? 1 : 0;
      }
      System.out.println("stored " + stored);
      System.out.println("read " + found);
    }
  }

  static Bytes value(int number) {
    return Bytes.utf8(("value " + number + " ").repeat(20_000));
  }

  private static boolean tryPut(RocksDbStore store, int number) {
    try {
      store.commit(Transaction.builder().put(Stores.key("k" + number), value(number)).build());
      return true;
    } catch (StoreException e) {
      System.out.println(e.error());
      return false;
    }
  }
}

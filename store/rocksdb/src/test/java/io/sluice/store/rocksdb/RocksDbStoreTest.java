package io.sluice.store.rocksdb;

import io.sluice.store.MetadataStore;
import io.sluice.store.tck.DurableStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbStoreTest extends DurableStoreContract {
  @TempDir private Path folder;

  @Override
  protected MetadataStore open() {
    return RocksDbStore.openOrCreate(folder, RocksDbOptions.defaults());
  }
}

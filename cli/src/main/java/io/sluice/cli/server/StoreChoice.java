package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Settings;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreException;
import io.sluice.store.dynamodb.DynamoDbOptions;
import io.sluice.store.dynamodb.DynamoDbStore;
import io.sluice.store.rocksdb.RocksDbLibrary;
import io.sluice.store.rocksdb.RocksDbOptions;
import io.sluice.store.rocksdb.RocksDbStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the engine that is configured; the code of another one is not even loaded. */
final class StoreChoice {
  private static final Logger LOG = LoggerFactory.getLogger(StoreChoice.class);
  private static final String ROCKSDB = "rocksdb";
  private static final String DYNAMODB = "dynamodb:";

  private StoreChoice() {}

  static MetadataStore open(Configuration configuration, DataFolder folder, Metrics metrics) {
    String store = configuration.get(Settings.STORE);
    if (store.equals(ROCKSDB)) {
      return openRocksDb(configuration, folder, metrics);
    }
    if (store.startsWith(DYNAMODB)) {
      return openDynamoDb(store, metrics);
    }
    // it is not repeated: whatever was meant may have held credentials
    throw new ConfigurationException(
        "%s is neither %s nor dynamodb://TABLE".formatted(Settings.STORE.key(), ROCKSDB));
  }

  private static MetadataStore openRocksDb(
      Configuration configuration, DataFolder folder, Metrics metrics) {
    loadLibrary(folder);
    RocksDbStore store =
        RocksDbStore.openOrCreate(
            folder.store(),
            RocksDbOptions.defaults().withBlockCacheBytes(configuration.get(Settings.BLOCK_CACHE)));
    metrics.watch(store);
    return store;
  }

  /** Where the data folder may hold no programs, the store unpacks its library its own way. */
  private static void loadLibrary(DataFolder folder) {
    try {
      RocksDbLibrary.load(folder.library());
    } catch (StoreException e) {
      LOG.info("{}; it is unpacked anew with each start", e.getMessage());
    }
  }

  private static MetadataStore openDynamoDb(String uri, Metrics metrics) {
    DynamoDbOptions options;
    try {
      options = DynamoDbOptions.parse(uri);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s cannot be used: %s".formatted(Settings.STORE.key(), e.getMessage()), e);
    }
    DynamoDbStore store = DynamoDbStore.open(options);
    metrics.watch(store);
    return store;
  }
}

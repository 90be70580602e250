package io.sluice.store.rocksdb;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/** How RocksDB is set up: for small entries, a few large values, and little memory. */
final class Tuning {
  /** Values from this size on lie in files of their own kind, so that scans pass by them. */
  private static final int MIN_BLOB_BYTES = 4 << 10;

  private Tuning() {}

  static Options options(RocksDbOptions limits, Natives natives) {
    Options options = natives.add(new Options());
    durability(options);
    memory(options, limits, natives);
    tables(options, natives);
    largeValues(options);
    housekeeping(options);
    return options;
  }

  /**
   * Every commit is synced before it is acknowledged, so of the log only the very end may be
   * incomplete after a crash. Anything else that is wrong with it means that something acknowledged
   * is lost, and must not be passed over in silence.
   */
  private static void durability(Options options) {
    options
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        .setForceConsistencyChecks(true);
  }

  private static void memory(Options options, RocksDbOptions limits, Natives natives) {
    options
        .setWriteBufferSize(limits.writeBufferBytes())
        .setMaxWriteBufferNumber(3)
        .setMaxTotalWalSize(4 * limits.writeBufferBytes())
        .setMaxOpenFiles(limits.maxOpenFiles())
        // most gets are for what is not in the write buffer, and need not search it
        .setMemtablePrefixBloomSizeRatio(0.02)
        .setMemtableWholeKeyFiltering(true)
        // there is one writer
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(natives.add(new LRUCache(limits.blockCacheBytes())))
                .setFilterPolicy(natives.add(new BloomFilter(10)))
                .setOptimizeFiltersForMemory(true));
  }

  private static void tables(Options options, Natives natives) {
    options
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setBytesPerSync(1 << 20)
        .setMaxBackgroundJobs(2)
        // a table of short-lived entries would else be slow to scan, for all that was deleted
        .setTablePropertiesCollectorFactory(
            List.of(
                natives.add(
                    TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                        1_000, 500, 0.5))));
  }

  private static void largeValues(Options options) {
    options
        .setEnableBlobFiles(true)
        .setMinBlobSize(MIN_BLOB_BYTES)
        .setBlobFileSize(128 << 20)
        .setEnableBlobGarbageCollection(true)
        .setBlobGarbageCollectionForceThreshold(0.5);
  }

  private static void housekeeping(Options options) {
    options
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(1 << 20)
        .setKeepLogFileNum(4)
        .setMaxManifestFileSize(16 << 20)
        .setManifestPreallocationSize(64 << 10)
        .setSkipStatsUpdateOnDbOpen(true)
        .setAvoidUnnecessaryBlockingIO(true)
        // no timers: an idle store uses no processor
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }
}

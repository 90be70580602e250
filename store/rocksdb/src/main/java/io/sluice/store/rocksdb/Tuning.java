package io.sluice.store.rocksdb;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WALRecoveryMode;

/** How RocksDB is set up: for small entries, some large values, and little memory. */
final class Tuning {
  private static final int WRITE_BUFFERS = 3;

  private final RocksDbOptions limits;
  private final Natives natives;
  private final Cache cache;

  Tuning(RocksDbOptions limits, Natives natives) {
    this.limits = limits;
    this.natives = natives;
    cache = natives.add(new LRUCache(limits.blockCacheBytes()));
  }

  DBOptions database() {
    return natives
        .add(new DBOptions())
        // Every commit is synced before it is acknowledged, so of the log only the very end may be
        // incomplete after a crash. Anything else that is wrong with it means that something
        // acknowledged is lost, which must not be passed over in silence.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        .setDbWriteBufferSize(WRITE_BUFFERS * limits.writeBufferBytes())
        .setMaxTotalWalSize((WRITE_BUFFERS + 1) * limits.writeBufferBytes())
        .setMaxOpenFiles(limits.maxOpenFiles())
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(1 << 20)
        // there is one writer
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
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

  /** For entries, but for large values. */
  ColumnFamilyOptions entries() {
    // else whoever scans a table of short-lived entries would pass by all that were deleted
    return family(500)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        // most reads are of what is not in the write buffer, and need not search it
        .setMemtablePrefixBloomSizeRatio(0.02)
        .setMemtableWholeKeyFiltering(true)
        .setTableFormatConfig(
            blocks()
                .setFilterPolicy(natives.add(new BloomFilter(10)))
                .setOptimizeFiltersForMemory(true));
  }

  /** For large values, which come in order and are only read if they are there. */
  ColumnFamilyOptions largeValues() {
    // deletions are small, and so would long wait for what they delete; but where as much is put
    // as is deleted, compaction comes soon enough by itself
    return family(20_000)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(blocks());
  }

  /**
   * What all column families have in common.
   *
   * @param deletions so many of them, among twice as many entries, have a file compacted
   */
  private ColumnFamilyOptions family(int deletions) {
    // only this class has the setter
    Options collecting = natives.add(new Options());
    collecting.setTablePropertiesCollectorFactory(
        List.of(
            natives.add(
                TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                    2L * deletions, deletions, 0))));
    return natives
        .add(new ColumnFamilyOptions(collecting))
        .setWriteBufferSize(limits.writeBufferBytes())
        .setMaxWriteBufferNumber(WRITE_BUFFERS)
        .setForceConsistencyChecks(true);
  }

  private BlockBasedTableConfig blocks() {
    return new BlockBasedTableConfig().setBlockCache(cache);
  }
}

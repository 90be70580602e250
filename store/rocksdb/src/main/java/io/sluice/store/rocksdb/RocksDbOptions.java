package io.sluice.store.rocksdb;

/**
 * How much the engine may take. Its memory is about the block cache, three write buffers, and for
 * each open file an index and a filter of together about 2 bytes per entry.
 *
 * @param blockCacheBytes what is kept of the blocks that were read
 * @param writeBufferBytes how much is written before it goes from memory to a file; a crash costs
 *     reading up to four times as much of the log again
 * @param maxOpenFiles files of tables and large values that are held open
 * @param maxWaitingCommits commits that may wait for the disk before further ones are refused with
 *     {@code THROTTLED}
 * @param reservedBytes free space on the disk below which commits that put something are refused
 *     with {@code FULL}; it is what deletions and compaction need
 */
public record RocksDbOptions(
    long blockCacheBytes,
    long writeBufferBytes,
    int maxOpenFiles,
    int maxWaitingCommits,
    long reservedBytes) {
  private static final RocksDbOptions DEFAULTS =
      new RocksDbOptions(64L << 20, 32L << 20, 512, 8_192, 256L << 20);

  public RocksDbOptions {
    require(blockCacheBytes >= 1 << 20, "a block cache of at least 1 MiB");
    require(writeBufferBytes >= 64 << 10, "a write buffer of at least 64 KiB");
    require(maxOpenFiles >= 64, "at least 64 open files");
    require(maxWaitingCommits >= 1, "room for at least 1 waiting commit");
    require(reservedBytes >= 0, "a reserve of at least 0 bytes");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("rocksdb needs " + what);
    }
  }

  public static RocksDbOptions defaults() {
    return DEFAULTS;
  }

  public RocksDbOptions withBlockCacheBytes(long bytes) {
    return new RocksDbOptions(
        bytes, writeBufferBytes, maxOpenFiles, maxWaitingCommits, reservedBytes);
  }

  public RocksDbOptions withWriteBufferBytes(long bytes) {
    return new RocksDbOptions(
        blockCacheBytes, bytes, maxOpenFiles, maxWaitingCommits, reservedBytes);
  }

  public RocksDbOptions withMaxOpenFiles(int files) {
    return new RocksDbOptions(
        blockCacheBytes, writeBufferBytes, files, maxWaitingCommits, reservedBytes);
  }

  public RocksDbOptions withMaxWaitingCommits(int commits) {
    return new RocksDbOptions(
        blockCacheBytes, writeBufferBytes, maxOpenFiles, commits, reservedBytes);
  }

  public RocksDbOptions withReservedBytes(long bytes) {
    return new RocksDbOptions(
        blockCacheBytes, writeBufferBytes, maxOpenFiles, maxWaitingCommits, bytes);
  }
}

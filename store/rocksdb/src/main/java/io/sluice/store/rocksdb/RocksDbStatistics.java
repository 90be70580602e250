package io.sluice.store.rocksdb;

/**
 * What a store has done since it was opened, and what waits.
 *
 * @param commits transactions that were committed
 * @param conflicts transactions that were refused because a condition did not hold
 * @param failures transactions that failed otherwise
 * @param syncs writes to the disk that were waited for; each makes one batch of commits durable
 * @param largestBatch the most commits that one sync made durable
 * @param writtenBytes names and values that were written
 * @param waiting commits that wait for the disk and are not in the batch under way
 */
public record RocksDbStatistics(
    long commits,
    long conflicts,
    long failures,
    long syncs,
    int largestBatch,
    long writtenBytes,
    int waiting) {
  static final RocksDbStatistics NONE = new RocksDbStatistics(0, 0, 0, 0, 0, 0, 0);

  RocksDbStatistics withWaiting(int commits) {
    return new RocksDbStatistics(
        this.commits, conflicts, failures, syncs, largestBatch, writtenBytes, commits);
  }
}

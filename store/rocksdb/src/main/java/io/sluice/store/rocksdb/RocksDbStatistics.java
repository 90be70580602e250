package io.sluice.store.rocksdb;

/**
 * What a store has done since it was opened.
 *
 * @param commits transactions that were committed
 * @param conflicts transactions that were refused because a condition did not hold
 * @param failures transactions that failed otherwise
 * @param syncs writes to the disk that were waited for; each makes one batch of commits durable
 * @param largestBatch the most commits that one sync made durable
 * @param writtenBytes names and values that were written
 */
public record RocksDbStatistics(
    long commits, long conflicts, long failures, long syncs, int largestBatch, long writtenBytes) {}

package io.sluice.store.rocksdb;

/** Counts what the committer does. Written by one thread; others read a copy that it makes. */
final class Tally {
  private long commits;
  private long conflicts;
  private long failures;
  private long syncs;
  private int largestBatch;
  private long writtenBytes;

  private volatile RocksDbStatistics published = RocksDbStatistics.NONE;

  void count(PendingCommit commit) {
    switch (commit.outcome()) {
      case Outcome.Committed _ -> {
        commits++;
        writtenBytes += commit.sizeBytes();
      }
      case Outcome.Refused _ -> conflicts++;
      case Outcome.Failed _ -> failures++;
    }
  }

  void countSync(int commitsInBatch) {
    syncs++;
    largestBatch = Math.max(largestBatch, commitsInBatch);
  }

  /** Lets others see what was counted so far. */
  void publish() {
    published =
        new RocksDbStatistics(commits, conflicts, failures, syncs, largestBatch, writtenBytes, 0);
  }

  /** What had been counted when it was published last. */
  RocksDbStatistics published() {
    return published;
  }
}

package io.sluice.store.rocksdb;

/** Counts what the committer does. */
final class Tally {
  private long commits;
  private long conflicts;
  private long failures;
  private long syncs;
  private int largestBatch;
  private long writtenBytes;

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

  RocksDbStatistics statistics() {
    return new RocksDbStatistics(commits, conflicts, failures, syncs, largestBatch, writtenBytes);
  }
}

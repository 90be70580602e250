package io.sluice.store.rocksdb;

import io.sluice.store.StoreError;
import java.io.IOException;
import java.nio.file.FileStore;

/** The space on the disk that is kept for deletions and compaction. */
final class Reserve {
  /** What is left on a disk. */
  interface Disk {
    long usableBytes() throws IOException;

    static Disk of(FileStore store) {
      return store::getUsableSpace;
    }
  }

  private final Disk disk;
  private final long reservedBytes;

  Reserve(Disk disk, long reservedBytes) {
    this.disk = disk;
    this.reservedBytes = reservedBytes;
  }

  /** Whether less is left than the reserve. */
  boolean isTouched() {
    try {
      return disk.usableBytes() < reservedBytes;
    } catch (IOException _) {
      // if something is wrong with the disk, the write that follows says it better
      return false;
    }
  }

  Outcome.Failed refusal() {
    return new Outcome.Failed(
        StoreError.FULL,
        "less than %d MiB are left on the store's disk, which deletions need; free some space"
            .formatted(reservedBytes >> 20),
        null);
  }
}

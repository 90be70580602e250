package io.sluice.store.rocksdb;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What RocksDB's failures mean to whoever uses the store. */
final class Failures {
  private Failures() {}

  static StoreException opening(StoreFolder folder, RocksDBException e) {
    if (isLock(e)) {
      return new StoreException(
          StoreError.LOCKED,
          "the store in %s is open already; stop the process that has it open, or use another folder"
              .formatted(folder),
          e);
    }
    return switch (code(e)) {
      case IOError, TimedOut, Busy, Aborted ->
          isNoSpace(e)
              ? new StoreException(
                  StoreError.FULL, "no space is left to open the store in %s".formatted(folder), e)
              : new StoreException(
                  StoreError.NOT_ACCESSIBLE,
                  "the store in %s cannot be opened: %s".formatted(folder, text(e)),
                  e);
      default ->
          new StoreException(
              StoreError.CORRUPT,
              "the store in %s is damaged: %s; restore it from a backup".formatted(folder, text(e)),
              e);
    };
  }

  static StoreException reading(RocksDBException e) {
    return code(e) == Status.Code.Corruption
        ? new StoreException(
            StoreError.CORRUPT,
            "the store is damaged: %s; restore it from a backup".formatted(text(e)),
            e)
        : new StoreException(
            StoreError.UNAVAILABLE, "the store cannot be read: %s".formatted(text(e)), e);
  }

  /** A batch was handed to RocksDB, and it failed at some point unknown. */
  static Outcome.Failed writing(Throwable e) {
    return new Outcome.Failed(
        StoreError.UNAVAILABLE,
        "a write failed: %s; whether it took effect shows when the store is opened again"
            .formatted(text(e)),
        e);
  }

  /** Nothing was handed to RocksDB, because it takes no writes since that failure. */
  static Outcome.Failed refusing(RocksDBException e) {
    return isNoSpace(e)
        ? new Outcome.Failed(
            StoreError.FULL,
            "no space is left on the store's disk; free some, then writes go on",
            e)
        : new Outcome.Failed(
            StoreError.READ_ONLY,
            "the store takes no writes since one failed: %s; see to the disk and start again"
                .formatted(text(e)),
            e);
  }

  private static boolean isNoSpace(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getSubCode() == Status.SubCode.NoSpace;
  }

  /** RocksDB has no code for this one, only the name of the file that it could not lock. */
  private static boolean isLock(RocksDBException e) {
    return code(e) == Status.Code.IOError && text(e).contains("/LOCK: ");
  }

  private static Status.Code code(RocksDBException e) {
    Status status = e.getStatus();
    return status == null ? Status.Code.Undefined : status.getCode();
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}

package io.sluice.storage;

/** What can be wrong with a storage. */
public enum StorageError {
  /** There is no such blob. */
  NOT_FOUND,
  /** A blob is not what was written. */
  DAMAGED,
  /** No space is left for writes; reads go on. */
  FULL,
  /** The place is not there, or may not be read or written. */
  NOT_ACCESSIBLE
}

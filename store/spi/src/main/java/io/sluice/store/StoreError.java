package io.sluice.store;

/**
 * What can be wrong with a store; what is wrong with a caller is an {@link
 * IllegalArgumentException}.
 */
public enum StoreError {
  /**
   * A name, a value or a transaction is larger than {@link MetadataStore#limits()} allow. Nothing
   * was changed.
   */
  TOO_LARGE,
  /** Another process has the store open. */
  LOCKED,
  /** The store was written in a format that this program does not know. */
  UNKNOWN_FORMAT,
  /** There is no store where one was expected, or it may not be read or written. */
  NOT_ACCESSIBLE,
  /** What was read is not what was written. */
  CORRUPT,
  /** No space is left for writes; reads go on. Nothing was changed. */
  FULL,
  /** The engine takes no more writes after a fault; reads go on. What was acknowledged is safe. */
  READ_ONLY,
  /**
   * More requests than the engine takes or its quota allows. Nothing was changed; try again later.
   */
  THROTTLED,
  /**
   * The engine cannot be reached, or did not answer in time. A commit may or may not have taken
   * effect.
   */
  UNAVAILABLE,
  /** The store has been closed. */
  CLOSED
}

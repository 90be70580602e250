package io.sluice.store;

/**
 * A position among the names of one table, as of one moment. An engine whose storage is ordered
 * gives one to {@link Page#read}, which does the rest of a scan.
 */
public interface Cursor {
  /**
   * Moves forward to the first name that is not less than this one.
   *
   * @return whether there is one; a cursor may end behind the names that start with the scan's
   *     prefix
   */
  boolean seek(Bytes name);

  /** Moves to the next name; called only at a name. */
  boolean next();

  /** The name at which this cursor stands. */
  Bytes name();

  /** The entry at which this cursor stands. */
  Entry entry();
}

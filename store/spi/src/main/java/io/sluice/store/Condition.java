package io.sluice.store;

/** What must hold of one key for a transaction to be committed. */
public sealed interface Condition {
  Key key();

  /** There is no entry. */
  record Absent(Key key) implements Condition {}

  /** There is an entry, whatever its value. */
  record Present(Key key) implements Condition {}

  /** There is an entry, and it is the one that was read with this revision. */
  record Unchanged(Key key, long revision) implements Condition {}
}

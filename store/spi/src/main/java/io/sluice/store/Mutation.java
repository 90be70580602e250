package io.sluice.store;

/** What a transaction does to one key. */
public sealed interface Mutation {
  Key key();

  /** Stores the value, in place of any other. */
  record Put(Key key, Bytes value) implements Mutation {}

  /** Removes the entry; without effect where there is none. */
  record Delete(Key key) implements Mutation {}
}

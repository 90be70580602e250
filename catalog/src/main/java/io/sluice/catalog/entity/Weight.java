package io.sluice.catalog.entity;

/** How much of a change is put into the transaction itself that makes it. */
enum Weight {
  FULL(16, 4),
  /** What leaves room for a few others. */
  SHARED(4, 16),
  /** Next to nothing: there are many changes in one transaction. */
  LEAN(0, Integer.MAX_VALUE);

  /** How many parts may be written, and as many removed. */
  final int parts;

  /** Which fraction of a transaction's bytes the parts may have. */
  final int share;

  Weight(int parts, int share) {
    this.parts = parts;
    this.share = share;
  }
}

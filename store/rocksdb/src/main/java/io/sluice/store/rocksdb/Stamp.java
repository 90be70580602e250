package io.sluice.store.rocksdb;

import io.sluice.store.Condition;

/**
 * What is known of an entry without its value, in one number: its revision, and in the last 8 bits,
 * enough for the items of a transaction, the slot of its value. Slot 0: the value lies with the
 * entry. Slot n: it is the n-th large value of its transaction, and lies among the large values
 * under the stamp itself.
 */
final class Stamp {
  /** In place of the stamp of an entry that is not there. */
  static final long NONE = 0;

  private static final int SLOT_BITS = 8;
  private static final long MAX_REVISION = Long.MAX_VALUE >> SLOT_BITS;

  private Stamp() {}

  static long of(long revision, int slot) {
    if (revision < 1 || revision > MAX_REVISION) {
      throw new IllegalStateException("revision %d cannot be stored".formatted(revision));
    }
    return revision << SLOT_BITS | slot;
  }

  static long revision(long stamp) {
    return stamp >>> SLOT_BITS;
  }

  static boolean isOfLargeValue(long stamp) {
    return (stamp & (1 << SLOT_BITS) - 1) != 0;
  }

  /** Whether a condition holds for an entry with this stamp. */
  static boolean holds(Condition condition, long stamp) {
    return switch (condition) {
      case Condition.Absent _ -> stamp == NONE;
      case Condition.Present _ -> stamp != NONE;
      case Condition.Unchanged unchanged ->
          stamp != NONE && revision(stamp) == unchanged.revision();
    };
  }
}

package io.sluice.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.store.Condition;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import org.junit.jupiter.api.Test;

final class StampTest {
  private static final Key KEY = Stores.key("a");

  @Test
  void aStampTellsItsRevisionAndWhetherItsValueIsLarge() {
    for (long revision : new long[] {1, 2, 1L << 40, Long.MAX_VALUE >> 8}) {
      for (int slot : new int[] {0, 1, Limits.TRANSACTION_ITEMS}) {
        long stamp = Stamp.of(revision, slot);

        assertThat(stamp).isPositive();
        assertThat(Stamp.revision(stamp)).isEqualTo(revision);
        assertThat(Stamp.isOfLargeValue(stamp)).isEqualTo(slot > 0);
      }
    }
    assertThat(Stamp.isOfLargeValue(Stamp.NONE)).isFalse();
  }

  @Test
  void stampsAreOrderedAsRevisionsAre() {
    assertThat(Stamp.of(1, Limits.TRANSACTION_ITEMS)).isLessThan(Stamp.of(2, 0));
    assertThat(Stamp.of(2, 1)).isLessThan(Stamp.of(2, 2));
  }

  @Test
  void whatIsNoRevisionIsNotStored() {
    assertThatIllegalStateException().isThrownBy(() -> Stamp.of(0, 0));
    assertThatIllegalStateException().isThrownBy(() -> Stamp.of(-1, 0));
    assertThatIllegalStateException().isThrownBy(() -> Stamp.of(Long.MAX_VALUE >> 7, 0));
  }

  @Test
  void conditionsLookAtTheRevisionOnly() {
    long stamp = Stamp.of(7, 3);

    assertThat(Stamp.holds(new Condition.Absent(KEY), stamp)).isFalse();
    assertThat(Stamp.holds(new Condition.Absent(KEY), Stamp.NONE)).isTrue();
    assertThat(Stamp.holds(new Condition.Present(KEY), stamp)).isTrue();
    assertThat(Stamp.holds(new Condition.Present(KEY), Stamp.NONE)).isFalse();
    assertThat(Stamp.holds(new Condition.Unchanged(KEY, 7), stamp)).isTrue();
    assertThat(Stamp.holds(new Condition.Unchanged(KEY, stamp), stamp)).isFalse();
    assertThat(Stamp.holds(new Condition.Unchanged(KEY, 0), Stamp.NONE)).isFalse();
  }
}

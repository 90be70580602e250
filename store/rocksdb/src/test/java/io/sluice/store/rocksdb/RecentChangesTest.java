package io.sluice.store.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecentChangesTest {
  private final RecentChanges recent = new RecentChanges();

  private static Key key(long number) {
    return Stores.key("k" + number);
  }

  @Test
  void theLatestStampOfAKeyIsKnown() {
    recent.add(1, Map.of(key(1), 256L, key(2), 257L));
    recent.add(2, Map.of(key(1), Stamp.NONE));

    assertThat(recent.stamp(key(1))).isEqualTo(Stamp.NONE);
    assertThat(recent.stamp(key(2))).isEqualTo(257L);
    assertThat(recent.stamp(key(3))).isNull();
  }

  @Test
  void atFirstNothingIsMissing() {
    assertThat(recent.reachBackTo(0)).isTrue();
  }

  @Test
  void oldChangesAreForgottenAndSaidToBe() {
    long last = 0;
    while (recent.reachBackTo(0)) {
      last++;
      recent.add(last, Map.of(key(last), last << 8));
    }

    assertThat(last).isGreaterThan(1_000).isLessThan(100_000);
    assertThat(recent.stamp(key(1))).isNull();
    assertThat(recent.stamp(key(last))).isEqualTo(last << 8);
    assertAllKnownBehindTheFirstThatIs(last);
  }

  @Test
  void longNamesCountForMore() {
    Bytes longName = Bytes.wrap(new byte[4_000]);
    long last = 0;
    while (recent.reachBackTo(0)) {
      last++;
      Key key = new Key(Stores.TABLE, longName.plus(Bytes.utf8("" + last)));
      recent.add(last, Map.of(key, last << 8));
    }

    assertThat(last).isLessThan(1_000);
  }

  @Test
  void afterAFailureNothingIsKnownUntilTheNextBatch() {
    recent.add(1, Map.of(key(1), 256L));
    recent.clear(3);

    assertThat(recent.stamp(key(1))).isNull();
    assertThat(recent.reachBackTo(1)).isFalse();
    recent.add(3, Map.of(key(1), 512L));
    assertThat(recent.stamp(key(1))).isEqualTo(512L);
    assertThat(recent.reachBackTo(1)).isFalse();
    assertThat(recent.reachBackTo(2)).isTrue();
    assertThat(recent.reachBackTo(3)).isTrue();
  }

  /** Whoever is told that no change is missing behind a batch must find all of them. */
  private void assertAllKnownBehindTheFirstThatIs(long last) {
    long batch = 0;
    while (!recent.reachBackTo(batch)) {
      batch++;
    }
    assertThat(batch).isLessThan(last);
    for (long later = batch + 1; later <= last; later++) {
      assertThat(recent.stamp(key(later))).isEqualTo(later << 8);
    }
  }
}

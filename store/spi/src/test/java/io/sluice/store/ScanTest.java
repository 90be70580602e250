package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ScanTest {
  private static final Table TABLE = new Table("t");

  private static Scan scan(String prefix, String delimiter, String after) {
    return new Scan(TABLE, Bytes.utf8(prefix), Bytes.utf8(delimiter), Bytes.utf8(after), 10);
  }

  @Test
  void aNameIsFoldedUpToTheFirstDelimiterBehindThePrefix() {
    assertThat(scan("", "/", "").commonPrefix(Bytes.utf8("a/b/c"))).contains(Bytes.utf8("a/"));
    assertThat(scan("a/", "/", "").commonPrefix(Bytes.utf8("a/b/c"))).contains(Bytes.utf8("a/b/"));
    assertThat(scan("a/", "/", "").commonPrefix(Bytes.utf8("a/b"))).isEmpty();
    assertThat(scan("", "", "").commonPrefix(Bytes.utf8("a/b"))).isEmpty();
  }

  @Test
  void theFirstNameFollowsFromPrefixAndAfter() {
    assertThat(scan("b", "", "").first()).contains(Bytes.utf8("b"));
    assertThat(scan("b", "", "a").first()).contains(Bytes.utf8("b"));
    assertThat(scan("b", "", "b").first()).contains(Bytes.utf8("b\0"));
    assertThat(scan("b", "", "c").first()).contains(Bytes.utf8("c\0"));
  }

  @Test
  void behindACommonPrefixAllOfItIsSkipped() {
    assertThat(scan("", "/", "a/").first()).contains(Bytes.utf8("a0"));
    assertThat(scan("", "/", "a/b").first()).contains(Bytes.utf8("a/b\0"));
    assertThat(scan("a/", "/", "a/").first()).contains(Bytes.utf8("a/\0"));
    Bytes greatest = Bytes.wrap(new byte[] {-1, -1});
    assertThat(new Scan(TABLE, Bytes.EMPTY, greatest, greatest, 1).first()).isEmpty();
  }

  @Test
  void theLimitHasBounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> Scan.of(TABLE, Bytes.EMPTY, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scan.of(TABLE, Bytes.EMPTY, Limits.PAGE_ITEMS + 1));
  }
}

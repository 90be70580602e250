package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.text;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Limits;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code scan} promises. */
interface ScanContract extends StoreContract {
  /** A page in one line: entries, {@code [common prefixes]}, and {@code > next} if there is one. */
  private String list(String prefix, String delimiter, String after, int limit) {
    return render(
        store().scan(new Scan(TABLE, bytes(prefix), bytes(delimiter), bytes(after), limit)));
  }

  private static String render(Page page) {
    assertThat(page.entries().stream().map(Page.Item::name)).isSorted();
    assertThat(page.commonPrefixes()).isSorted();
    Map<Bytes, String> items = new TreeMap<>();
    page.entries().forEach(item -> items.put(item.name(), text(item.name())));
    page.commonPrefixes().forEach(group -> items.put(group, "[" + text(group) + "]"));
    String next = page.next().map(name -> " > " + text(name)).orElse("");
    return items.values().stream().collect(joining(" ")) + next;
  }

  @Test
  default void anEmptyTableListsNothing() {
    assertThat(list("", "", "", 10)).isEmpty();
    assertThat(list("a", "/", "b", 1)).isEmpty();
  }

  @Test
  default void entriesCarryNameValueAndRevision() {
    put("a", "0");
    long revision = put("a", "1");

    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 10)))
        .isEqualTo(
            new Page(
                List.of(new Page.Item(bytes("a"), new Entry(bytes("1"), revision))),
                List.of(),
                Optional.empty()));
  }

  @Test
  default void namesAreOrderedAsUnsignedBytes() {
    putAll("\u00ff", "\u0080", "a\u00ff", "\u007f", "\0", "a", "a\0", "\0\0", "\u00ff\0", "ab");

    assertThat(list("", "", "", 20))
        .isEqualTo("\0 \0\0 a a\0 ab a\u00ff \u007f \u0080 \u00ff \u00ff\0");
  }

  @Test
  default void onlyNamesWithThePrefixAreListed() {
    putAll("a", "b", "b\0", "ba", "b\u00ff", "b\u00ff\u00ff", "c");

    assertThat(list("b", "", "", 10)).isEqualTo("b b\0 ba b\u00ff b\u00ff\u00ff");
    assertThat(list("ba", "", "", 10)).isEqualTo("ba");
    assertThat(list("bb", "", "", 10)).isEmpty();
    assertThat(list("d", "", "", 10)).isEmpty();
  }

  @Test
  default void aPrefixMayEndIn0xFF() {
    putAll("a\u00fe", "a\u00ff", "a\u00ffb", "a\u00ff\u00ff", "b", "\u00fe", "\u00ff\u00ff");
    putAll("\u00ff", "\u00ffa");

    assertThat(list("a\u00ff", "", "", 10)).isEqualTo("a\u00ff a\u00ffb a\u00ff\u00ff");
    assertThat(list("\u00ff", "", "", 10)).isEqualTo("\u00ff \u00ffa \u00ff\u00ff");
    assertThat(list("\u00ff\u00ff", "", "", 10)).isEqualTo("\u00ff\u00ff");
  }

  @Test
  default void deletedNamesAreNotListed() {
    putAll("a", "b/1", "b/2", "c/1");
    delete("a");
    delete("b/1");
    delete("c/1");

    assertThat(list("", "", "", 10)).isEqualTo("b/2");
    assertThat(list("", "/", "", 10)).isEqualTo("[b/]");
  }

  @Test
  default void namesAreFoldedUpToTheNextDelimiterBehindThePrefix() {
    putAll("/", "/a", "a", "a/1", "a/2/x", "a/2/y", "a/3", "b", "c/1");

    assertThat(list("", "/", "", 10)).isEqualTo("[/] a [a/] b [c/]");
    assertThat(list("a/", "/", "", 10)).isEqualTo("a/1 [a/2/] a/3");
    assertThat(list("a", "/", "", 10)).isEqualTo("a [a/]");
    assertThat(list("a/2", "/", "", 10)).isEqualTo("[a/2/]");
    assertThat(list("a/2/", "/", "", 10)).isEqualTo("a/2/x a/2/y");
    assertThat(list("/", "/", "", 10)).isEqualTo("/ /a");
  }

  @Test
  default void theDelimiterMayHaveSeveralBytes() {
    putAll("a", "a-", "a--", "a--1", "a--2--", "a---", "a-b--c", "b");

    assertThat(list("", "--", "", 10)).isEqualTo("a a- [a--] [a-b--] b");
    assertThat(list("a--", "--", "", 10)).isEqualTo("a-- a--- a--1 [a--2--]");
    assertThat(list("a-", "--", "", 10)).isEqualTo("a- a-- [a---] a--1 [a--2--] [a-b--]");
  }

  @Test
  default void theDelimiterMayBeAnyByte() {
    putAll("a\0b", "a\0c", "a\u00ff", "a\u00ff\u00ff", "\u00ff", "\u00ff\u00ff", "b\0");

    assertThat(list("", "\0", "", 10))
        .isEqualTo("[a\0] a\u00ff a\u00ff\u00ff [b\0] \u00ff \u00ff\u00ff");
    assertThat(list("", "\u00ff", "", 10)).isEqualTo("a\0b a\0c [a\u00ff] b\0 [\u00ff]");
    assertThat(list("\u00ff", "\u00ff", "", 10)).isEqualTo("\u00ff [\u00ff\u00ff]");
  }

  @Test
  default void aCommonPrefixHidesAnyNumberOfNames() {
    int[] sizes = {1, 1, 2, 3, 4, 5, 1, 6, 20, 1, 90, 1, 1, 2, 50, 7, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1};
    String expected = "";
    for (int i = 0; i < sizes.length; i++) {
      String group = (char) ('a' + i) + "/";
      putAll(IntStream.range(0, sizes[i]).mapToObj(n -> group + n).toArray(String[]::new));
      expected += (i == 0 ? "[" : " [") + group + "]";
    }

    assertThat(list("", "/", "", 100)).isEqualTo(expected);
    assertThat(pages("", "/", 3)).isEqualTo(expected);
  }

  @Test
  default void onlyNamesBehindAfterAreListed() {
    putAll("a", "b", "b\0", "c", "d");

    assertThat(list("", "", "a", 10)).isEqualTo("b b\0 c d");
    assertThat(list("", "", "b", 10)).isEqualTo("b\0 c d");
    assertThat(list("", "", "bb", 10)).isEqualTo("c d");
    assertThat(list("", "", "d", 10)).isEmpty();
    assertThat(list("", "", "\u00ff", 10)).isEmpty();
  }

  @Test
  default void afterMayLieBeforeWithinOrBehindThePrefix() {
    putAll("a", "b", "b1", "b2", "c");

    assertThat(list("b", "", "a", 10)).isEqualTo("b b1 b2");
    assertThat(list("b", "", "b", 10)).isEqualTo("b1 b2");
    assertThat(list("b", "", "b1", 10)).isEqualTo("b2");
    assertThat(list("b", "", "b2", 10)).isEmpty();
    assertThat(list("b", "", "c", 10)).isEmpty();
  }

  @Test
  default void afterACommonPrefixNoneOfItsNamesIsRead() {
    putAll("a/1", "a/2", "a/\u00ff", "b", "c/1", "\u00ff/\u00ff");

    assertThat(list("", "/", "a/", 10)).isEqualTo("b [c/] [\u00ff/]");
    assertThat(list("", "/", "c/", 10)).isEqualTo("[\u00ff/]");
    assertThat(list("", "/", "\u00ff/", 10)).isEmpty();
    assertThat(list("a", "/", "a/", 10)).isEmpty();
    assertThat(list("", "\u00ff", "\u00ff", 10)).isEmpty();
  }

  @Test
  default void afterWithinACommonPrefixListsItIfMoreOfItFollows() {
    putAll("a/1", "a/2", "a/2/x", "b");

    assertThat(list("", "/", "a/1", 10)).isEqualTo("[a/] b");
    assertThat(list("", "/", "a/0", 10)).isEqualTo("[a/] b");
    assertThat(list("", "/", "a/2/", 10)).isEqualTo("[a/] b");
    assertThat(list("", "/", "a/2/x", 10)).isEqualTo("b");
    assertThat(list("", "/", "a", 10)).isEqualTo("[a/] b");
  }

  @Test
  default void afterIsACommonPrefixOnlyOfAScanThatFoldsSo() {
    putAll("a/", "a/1", "a/2/x", "b");

    assertThat(list("", "", "a/", 10)).isEqualTo("a/1 a/2/x b");
    assertThat(list("a/", "/", "a/", 10)).isEqualTo("a/1 [a/2/]");
    assertThat(list("", "//", "a/", 10)).isEqualTo("a/1 a/2/x b");
    assertThat(list("a/2", "/", "a/", 10)).isEqualTo("[a/2/]");
  }

  @Test
  default void theLimitCountsEntriesAndCommonPrefixesTogether() {
    putAll("a/1", "a/2", "b", "c/1", "d");

    assertThat(list("", "/", "", 1)).isEqualTo("[a/] > a/");
    assertThat(list("", "/", "", 2)).isEqualTo("[a/] b > b");
    assertThat(list("", "/", "", 3)).isEqualTo("[a/] b [c/] > c/");
    assertThat(list("", "", "", 2)).isEqualTo("a/1 a/2 > a/2");
  }

  @Test
  default void nothingFollowsAPageThatJustFits() {
    putAll("a", "b", "c/1", "c/2");

    assertThat(list("", "", "", 4)).isEqualTo("a b c/1 c/2");
    assertThat(list("", "/", "", 3)).isEqualTo("a b [c/]");
    assertThat(list("", "", "b", 2)).isEqualTo("c/1 c/2");
    assertThat(list("c", "/", "", 1)).isEqualTo("[c/]");
    putAll("d");
    assertThat(list("c", "", "", 2)).isEqualTo("c/1 c/2");
    assertThat(list("c", "/", "", 1)).isEqualTo("[c/]");
    assertThat(list("", "/", "", 3)).isEqualTo("a b [c/] > c/");
  }

  @Test
  default void pagesTogetherAreTheWholeScan() {
    putAll("a", "a/", "a/1", "a/1/", "a/2", "a//", "b/\u00ff", "b\u00ff", "c", "\u00ff/", "\u00ff");
    for (String prefix : List.of("", "a", "a/", "b", "\u00ff")) {
      for (String delimiter : List.of("", "/", "//", "1", "\u00ff")) {
        String whole = list(prefix, delimiter, "", 100);
        for (int limit = 1; limit <= 4; limit++) {
          assertThat(pages(prefix, delimiter, limit))
              .as("prefix '%s', delimiter '%s', limit %d", prefix, delimiter, limit)
              .isEqualTo(whole);
        }
      }
    }
  }

  private String pages(String prefix, String delimiter, int limit) {
    Scan scan = new Scan(TABLE, bytes(prefix), bytes(delimiter), Bytes.EMPTY, limit);
    List<String> pages = new ArrayList<>();
    Page page = store().scan(scan);
    while (page.next().isPresent()) {
      Bytes next = page.next().get();
      assertThat(page.entries().size() + page.commonPrefixes().size()).isEqualTo(limit);
      pages.add(render(new Page(page.entries(), page.commonPrefixes(), Optional.empty())));
      page = store().scan(scan.after(next));
      assertThat(page.next()).isNotEqualTo(Optional.of(next));
    }
    pages.add(render(page));
    return pages.stream().filter(text -> !text.isEmpty()).collect(joining(" "));
  }

  @Test
  default void aPageHoldsUpToTenThousandItems() {
    int count = Limits.PAGE_ITEMS + 1;
    for (int from = 0; from < count; from += Limits.TRANSACTION_ITEMS) {
      int to = Math.min(count, from + Limits.TRANSACTION_ITEMS);
      putAll(IntStream.range(from, to).mapToObj("%05d"::formatted).toArray(String[]::new));
    }

    Page page = store().scan(Scan.of(TABLE, Bytes.EMPTY, Limits.PAGE_ITEMS));

    assertThat(page.entries()).hasSize(Limits.PAGE_ITEMS);
    assertThat(page.next()).contains(bytes("09999"));
    assertThat(list("", "", "09999", 1)).isEqualTo("10000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scan.of(TABLE, Bytes.EMPTY, Limits.PAGE_ITEMS + 1));
  }
}

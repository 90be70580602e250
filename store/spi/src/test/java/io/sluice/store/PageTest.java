package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PageTest {
  private static final Table TABLE = new Table("t");

  /** Walks a set of names, and counts how often it was moved. */
  private static final class TestingCursor implements Cursor {
    private final TreeSet<Bytes> names = new TreeSet<>();
    private Bytes current = Bytes.EMPTY;
    private int moves;

    private boolean moveTo(@Nullable Bytes name) {
      moves++;
      current = name == null ? Bytes.EMPTY : name;
      return name != null;
    }

    @Override
    public boolean seek(Bytes name) {
      return moveTo(names.ceiling(name));
    }

    @Override
    public boolean next() {
      return moveTo(names.higher(current));
    }

    @Override
    public Bytes name() {
      return current;
    }

    @Override
    public Entry entry() {
      return new Entry(Bytes.EMPTY, 1);
    }
  }

  private static Scan folding(int limit) {
    return new Scan(TABLE, Bytes.EMPTY, Bytes.utf8("/"), Bytes.EMPTY, limit);
  }

  @Test
  void aCommonPrefixCostsOneMoveHoweverManyNamesItHides() {
    TestingCursor cursor = new TestingCursor();
    for (String group : List.of("a/", "b/", "c/")) {
      IntStream.range(0, 1_000).forEach(i -> cursor.names.add(Bytes.utf8(group + i)));
    }

    Page page = Page.read(folding(10), cursor);

    assertThat(page.commonPrefixes()).hasSize(3);
    assertThat(page.next()).isEmpty();
    assertThat(cursor.moves).isEqualTo(4);
  }

  @Test
  void behindAFullPageOneNameIsLookedAt() {
    TestingCursor cursor = new TestingCursor();
    IntStream.range(0, 1_000).forEach(i -> cursor.names.add(Bytes.utf8("%03d".formatted(i))));

    Page page = Page.read(folding(10), cursor);

    assertThat(page.entries()).hasSize(10);
    assertThat(page.next()).contains(Bytes.utf8("009"));
    assertThat(cursor.moves).isEqualTo(11);
  }

  @Test
  void whereNothingCanFollowNothingIsRead() {
    TestingCursor cursor = new TestingCursor();
    Bytes greatest = Bytes.wrap(new byte[] {-1});
    cursor.names.add(greatest);

    Page page = Page.read(new Scan(TABLE, Bytes.EMPTY, greatest, greatest, 10), cursor);

    assertThat(page.entries()).isEmpty();
    assertThat(page.commonPrefixes()).isEmpty();
    assertThat(cursor.moves).isZero();
  }
}

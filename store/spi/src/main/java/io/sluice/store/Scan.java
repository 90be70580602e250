package io.sluice.store;

import java.util.Optional;

/**
 * Which names of a table to read, in their order.
 *
 * <p>With a delimiter, all names that go on behind the prefix with the same characters up to and
 * including the next delimiter are folded into one <em>common prefix</em>: the prefix and those
 * characters. A common prefix counts once towards the limit and stands where the first of its names
 * would.
 *
 * @param prefix what every name starts with; empty for all
 * @param delimiter 1 or more bytes; empty for no folding
 * @param after only names greater than this are read; and where it is itself a common prefix of
 *     this scan, none of that group. So the last item of a page, entry or common prefix, is where
 *     the next page goes on. Empty for the start
 * @param limit entries and common prefixes together, 1 to {@link Limits#PAGE_ITEMS}
 */
public record Scan(Table table, Bytes prefix, Bytes delimiter, Bytes after, int limit) {
  private static final Bytes LEAST = Bytes.wrap(new byte[1]);

  public Scan {
    if (limit < 1 || limit > Limits.PAGE_ITEMS) {
      throw new IllegalArgumentException(
          "limit %d is not 1 to %d".formatted(limit, Limits.PAGE_ITEMS));
    }
  }

  /** All entries under a prefix, from its start, without folding. */
  public static Scan of(Table table, Bytes prefix, int limit) {
    return new Scan(table, prefix, Bytes.EMPTY, Bytes.EMPTY, limit);
  }

  public Scan after(Bytes name) {
    return new Scan(table, prefix, delimiter, name, limit);
  }

  /**
   * The common prefix that a name is folded into; empty if it stands for itself.
   *
   * @param name starts with the prefix
   */
  public Optional<Bytes> commonPrefix(Bytes name) {
    if (delimiter.isEmpty()) {
      return Optional.empty();
    }
    int found = name.indexOf(delimiter, prefix.length());
    return found < 0 ? Optional.empty() : Optional.of(name.slice(0, found + delimiter.length()));
  }

  /** The smallest name that this scan could read, given {@link #after}; empty if there is none. */
  public Optional<Bytes> first() {
    if (after.isEmpty() || after.compareTo(prefix) < 0) {
      return Optional.of(prefix);
    }
    boolean group =
        after.startsWith(prefix) && commonPrefix(after).filter(after::equals).isPresent();
    return group ? after.afterPrefix() : Optional.of(after.plus(LEAST));
  }
}

package io.sluice.store;

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
}

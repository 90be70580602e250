package io.sluice.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a scan's answer: entries and common prefixes, each list in order and together at most
 * the scan's limit.
 *
 * @param next where the following page starts, as {@link Scan#after()}; empty exactly if nothing
 *     follows
 */
public record Page(List<Item> entries, List<Bytes> commonPrefixes, Optional<Bytes> next) {
  /** An entry and its name. */
  public record Item(Bytes name, Entry entry) {}

  public Page {
    entries = List.copyOf(entries);
    commonPrefixes = List.copyOf(commonPrefixes);
  }

  /**
   * Reads a page by one forward pass, looking at one name of each common prefix and at one name
   * behind the last item.
   */
  public static Page read(Scan scan, Cursor cursor) {
    List<Item> entries = new ArrayList<>();
    List<Bytes> commonPrefixes = new ArrayList<>();
    Bytes last = Bytes.EMPTY;
    boolean found = scan.first().map(cursor::seek).orElse(false);
    while (found) {
      Bytes name = cursor.name();
      if (!name.startsWith(scan.prefix())) {
        break;
      }
      if (entries.size() + commonPrefixes.size() == scan.limit()) {
        return new Page(entries, commonPrefixes, Optional.of(last));
      }
      Optional<Bytes> group = scan.commonPrefix(name);
      if (group.isPresent()) {
        last = group.get();
        commonPrefixes.add(last);
        found = last.afterPrefix().map(cursor::seek).orElse(false);
      } else {
        last = name;
        entries.add(new Item(name, cursor.entry()));
        found = cursor.next();
      }
    }
    return new Page(entries, commonPrefixes, Optional.empty());
  }
}

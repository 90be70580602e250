package io.sluice.store;

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
}

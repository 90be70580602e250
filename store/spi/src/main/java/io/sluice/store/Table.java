package io.sluice.store;

import java.util.regex.Pattern;

/**
 * A space of names with an order of its own. Tables need no creation: one without entries does not
 * differ from one never used.
 *
 * @param name 1 to 32 characters of {@code a-z} and {@code -}; it is persisted, so it never changes
 */
public record Table(String name) {
  private static final Pattern VALID = Pattern.compile("[a-z-]{1,32}");

  public Table {
    if (!VALID.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "table name '%s' is not 1 to 32 of a-z and '-'".formatted(name));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

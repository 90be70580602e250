package io.sluice.store;

/**
 * The address of an entry: a table, and a name of 1 to {@link Limits#nameBytes()} bytes within it.
 */
public record Key(Table table, Bytes name) {
  public Key {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a name has at least 1 byte");
    }
  }

  @Override
  public String toString() {
    return table + ":" + name;
  }
}

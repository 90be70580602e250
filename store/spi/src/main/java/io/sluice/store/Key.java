package io.sluice.store;

/**
 * The address of an entry: a table, and a name of 1 to {@link Limits#nameBytes()} bytes within it.
 */
public record Key(Table table, Bytes name) {
  @Override
  public String toString() {
    return table + ":" + name;
  }
}

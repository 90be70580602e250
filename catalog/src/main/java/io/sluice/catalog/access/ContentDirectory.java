package io.sluice.catalog.access;

import io.sluice.store.Transaction;

/** The namespaces, tables and views that there are, as far as grants have to do with them. */
@FunctionalInterface
public interface ContentDirectory {
  /**
   * Whether there is such a thing; asked of what is in a catalog.
   *
   * @param transaction gets the condition that there still is when it is committed
   */
  boolean require(Securable securable, Transaction.Builder transaction);
}

package io.sluice.catalog.access;

/** The namespaces, tables and views that there are, as far as grants have to do with them. */
@FunctionalInterface
public interface ContentDirectory {
  /** Whether there is such a thing; asked of what is in a catalog that there is. */
  boolean exists(Securable securable);
}

package io.sluice.catalog.access;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** What a privilege is held on. Privileges on the outer hold for what is inside. */
public sealed interface Securable {
  /** All of Sluice: catalogs, principals and principal roles. */
  record Root() implements Securable {}

  record OfCatalog(String catalog) implements Securable {}

  record OfNamespace(String catalog, Namespace namespace) implements Securable {}

  record OfTable(String catalog, TableIdentifier table) implements Securable {}

  record OfView(String catalog, TableIdentifier view) implements Securable {}
}

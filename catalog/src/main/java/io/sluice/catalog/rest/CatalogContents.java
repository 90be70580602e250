package io.sluice.catalog.rest;

import io.sluice.catalog.access.ContentDirectory;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.entity.Catalogs;
import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Form;
import io.sluice.catalog.entity.Namespaces;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.table.TableForm;
import io.sluice.catalog.view.ViewForm;
import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.iceberg.catalog.TableIdentifier;

/** What there is in catalogs, for who grants rights on it. */
final class CatalogContents implements ContentDirectory {
  private final Catalogs catalogs;
  private final Namespaces namespaces;
  private final Entities entities;

  CatalogContents(Catalogs catalogs, Namespaces namespaces, Entities entities) {
    this.catalogs = catalogs;
    this.namespaces = namespaces;
    this.entities = entities;
  }

  @Override
  public boolean require(Securable securable, Transaction.Builder transaction) {
    return switch (securable) {
      case Securable.Root _ -> true;
      case Securable.OfCatalog(String name) -> catalogs.find(name).isPresent();
      case Securable.OfNamespace(String name, var namespace) ->
          in(
              name,
              catalog -> namespaces.exists(catalog.getId(), namespace),
              catalog -> Keys.namespace(catalog.getId(), namespace),
              transaction);
      case Securable.OfTable(String name, TableIdentifier table) ->
          require(name, table, new TableForm(), transaction);
      case Securable.OfView(String name, TableIdentifier view) ->
          require(name, view, new ViewForm(), transaction);
    };
  }

  private boolean require(
      String name, TableIdentifier identifier, Form<?> form, Transaction.Builder transaction) {
    return in(
        name,
        catalog -> entities.find(catalog, identifier, form).isPresent(),
        catalog -> Keys.entity(catalog.getId(), identifier),
        transaction);
  }

  private boolean in(
      String name,
      Predicate<CatalogRecord> holds,
      Function<CatalogRecord, Key> key,
      Transaction.Builder transaction) {
    Optional<Key> found = catalogs.find(name).filter(holds).map(key);
    found.ifPresent(transaction::requirePresent);
    return found.isPresent();
  }
}

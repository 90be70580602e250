package io.sluice.catalog.rest;

import io.sluice.catalog.access.ContentDirectory;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.entity.Catalogs;
import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Form;
import io.sluice.catalog.entity.Namespaces;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.table.TableForm;
import io.sluice.catalog.view.ViewForm;
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
  public boolean exists(Securable securable) {
    return switch (securable) {
      case Securable.Root _ -> true;
      case Securable.OfCatalog(String name) -> catalogs.find(name).isPresent();
      case Securable.OfNamespace(String name, var namespace) ->
          in(name, catalog -> namespaces.exists(catalog.getId(), namespace));
      case Securable.OfTable(String name, TableIdentifier table) ->
          in(name, catalog -> exists(catalog, table, new TableForm()));
      case Securable.OfView(String name, TableIdentifier view) ->
          in(name, catalog -> exists(catalog, view, new ViewForm()));
    };
  }

  private boolean in(String name, Predicate<CatalogRecord> holds) {
    return catalogs.find(name).filter(holds).isPresent();
  }

  private boolean exists(CatalogRecord catalog, TableIdentifier identifier, Form<?> form) {
    return entities.find(catalog, identifier, form).isPresent();
  }
}

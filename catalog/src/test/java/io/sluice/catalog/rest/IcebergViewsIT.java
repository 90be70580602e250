package io.sluice.catalog.rest;

import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.view.ViewCatalogTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Iceberg's own tests of a catalog's views, over HTTP. None is overridden; the one that assumes a
 * namespace without levels passes itself over.
 */
final class IcebergViewsIT extends ViewCatalogTests<RESTCatalog> {
  /** What the tests expect clients to be configured with. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "view-default.key1", "catalog-default-key1",
          "view-default.key2", "catalog-default-key2",
          "view-default.key3", "catalog-default-key3",
          "view-override.key3", "catalog-override-key3",
          "view-override.key4", "catalog-override-key4");

  private InMemoryStore store;
  private TestingCatalogServer server;
  private RESTCatalog catalog;

  @BeforeEach
  void start() {
    store = new InMemoryStore();
    server = new TestingCatalogServer(store, "memory://" + UUID.randomUUID());
    catalog = server.connect("lake", DEFAULTS);
  }

  @AfterEach
  void stop() throws IOException {
    catalog.close();
    server.close();
    store.close();
  }

  @Override
  protected RESTCatalog catalog() {
    return catalog;
  }

  @Override
  protected Catalog tableCatalog() {
    return catalog;
  }

  @Override
  protected boolean requiresNamespaceCreate() {
    return true;
  }

  @Override
  protected boolean supportsServerSideRetry() {
    return true;
  }
}

package io.sluice.catalog.rest;

import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Iceberg's own tests of a catalog, over HTTP. */
final class IcebergCatalogIT extends CatalogTests<RESTCatalog> {
  private InMemoryStore store;
  private TestingCatalogServer server;
  private RESTCatalog catalog;

  @BeforeEach
  void start() {
    store = new InMemoryStore();
    server = new TestingCatalogServer(store, "memory://" + UUID.randomUUID());
    catalog = initCatalog("lake", Map.of());
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
  protected RESTCatalog initCatalog(String name, Map<String, String> properties) {
    return server.connect(name, properties);
  }

  @Override
  protected boolean supportsNestedNamespaces() {
    return true;
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

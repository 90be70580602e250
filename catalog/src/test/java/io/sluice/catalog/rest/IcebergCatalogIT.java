package io.sluice.catalog.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.MetadataStore;
import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Iceberg's own tests of a catalog, over HTTP. One is overridden, with its reason; and the four
 * that assume a namespace without levels pass themselves over, as the specification knows none.
 */
class IcebergCatalogIT extends CatalogTests<RESTCatalog> {
  /** What the tests expect clients to be configured with. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "table-default.default-key1", "catalog-default-key1",
          "table-default.default-key2", "catalog-default-key2",
          "table-default.override-key3", "catalog-default-key3",
          "table-override.override-key3", "catalog-override-key3",
          "table-override.override-key4", "catalog-override-key4");

  private MetadataStore store;
  private TestingCatalogServer server;
  private RESTCatalog catalog;

  @BeforeEach
  void start() {
    store = openStore();
    server = new TestingCatalogServer(store, "memory://" + UUID.randomUUID());
    catalog = initCatalog("lake", Map.of());
  }

  /** An engine to run on, with nothing in it. */
  MetadataStore openStore() {
    return new InMemoryStore();
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
    Map<String, String> all = new HashMap<>(DEFAULTS);
    all.putAll(properties);
    return server.connect(name, all);
  }

  /** Here a load reads no file, so a table can be loaded whose metadata file is lost. */
  @Test
  @Override
  public void testLoadTableWithMissingMetadataFile(@TempDir Path folder) {
    catalog.createNamespace(TBL.namespace());
    catalog.buildTable(TBL, SCHEMA).create();
    TableOperations operations = ((HasTableOperations) catalog.loadTable(TBL)).operations();
    operations.io().deleteFile(operations.current().metadataFileLocation());

    assertThat(catalog.loadTable(TBL).schema().asStruct()).isEqualTo(TABLE_SCHEMA.asStruct());
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

package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.CATALOG_CREATE;
import static io.sluice.catalog.access.Privilege.CATALOG_DROP;
import static io.sluice.catalog.access.Privilege.CATALOG_LIST;
import static io.sluice.catalog.access.Privilege.CATALOG_READ_PROPERTIES;
import static io.sluice.catalog.access.Privilege.CATALOG_WRITE_PROPERTIES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.access.CatalogDirectory;
import io.sluice.catalog.access.CatalogRoles;
import io.sluice.catalog.access.Entities;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.http.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;

/** The catalogs themselves. */
final class CatalogsApi {
  private static final String BASE_LOCATION = "default-base-location";
  private static final String STORAGE = "storageConfigInfo";

  private final CatalogDirectory catalogs;
  private final CatalogRoles roles;

  CatalogsApi(CatalogDirectory catalogs, CatalogRoles roles) {
    this.catalogs = catalogs;
    this.roles = roles;
  }

  Response list(Call call) {
    call.require(CATALOG_LIST);
    return Entity.list("catalogs", catalogs.list(), CatalogsApi::show);
  }

  Response create(Call call) throws IOException {
    call.require(CATALOG_CREATE);
    JsonNode given = Json.object(call.body(), "catalog");
    if (!Json.optionalString(given, "type").orElse("INTERNAL").equals("INTERNAL")) {
      throw new BadRequestException("'type' must be INTERNAL; other catalogs are not federated");
    }
    requireNoKms(given);
    String name = Json.string(given, "name");
    Entities.requireName("catalog", name);
    CatalogRecord.Builder catalog = CatalogRecord.newBuilder().setName(name);
    setProperties(catalog, Json.properties(given, "properties").orElse(Map.of()));
    if (catalog.getDefaultBaseLocation().isEmpty()) {
      throw new BadRequestException("the property '%s' is required", BASE_LOCATION);
    }
    catalog.setStorage(StorageConfig.check(Json.object(given, STORAGE)));
    return Json.respond(201, show(roles.createCatalog(catalog.build())));
  }

  Response get(Call call) {
    String name = call.requireOnCatalog(CATALOG_READ_PROPERTIES);
    return Json.respond(
        200,
        show(
            catalogs
                .find(name)
                .orElseThrow(() -> new NotFoundException("there is no catalog '%s'", name))));
  }

  /**
   * Whoever may write a catalog's properties may not therefore say where its files lie: it would
   * then vend credentials for any bucket. That takes the right to make catalogs.
   */
  Response update(Call call) throws IOException {
    String name = call.requireOnCatalog(CATALOG_WRITE_PROPERTIES);
    JsonNode body = call.body();
    requireNoKms(body);
    int version = Entity.requiredVersion(body);
    Optional<Map<String, String>> properties = Json.properties(body, "properties");
    Optional<String> storage =
        body.hasNonNull(STORAGE)
            ? Optional.of(StorageConfig.check(Json.object(body, STORAGE)))
            : Optional.empty();
    CatalogRecord changed =
        catalogs.update(
            name,
            record -> {
              Entities.requireVersion("catalog", record.getVersion(), version);
              CatalogRecord.Builder change = record.toBuilder();
              properties.ifPresent(given -> setProperties(change, given));
              storage.ifPresent(change::setStorage);
              if (!StorageConfig.isSame(record, change)) {
                call.require(CATALOG_CREATE);
              }
              return change.build();
            });
    return Json.respond(200, show(changed));
  }

  Response delete(Call call) {
    String name = call.requireOnCatalog(CATALOG_DROP);
    roles.dropCatalog(name);
    return Entity.gone();
  }

  private static void requireNoKms(JsonNode given) {
    if (given.hasNonNull("kmsConfigInfo")) {
      throw new BadRequestException("'kmsConfigInfo' is not supported");
    }
  }

  /** The base location is shown as a property; where it is left out it stays as it is. */
  private static void setProperties(CatalogRecord.Builder catalog, Map<String, String> given) {
    Map<String, String> properties = new LinkedHashMap<>(given);
    String location = properties.remove(BASE_LOCATION);
    Entities.requireProperties(properties);
    if (location != null) {
      catalog.setDefaultBaseLocation(StorageConfig.location(BASE_LOCATION, location));
    }
    catalog.clearProperties().putAllProperties(properties);
  }

  private static ObjectNode show(CatalogRecord catalog) {
    ObjectNode node = Json.object().put("type", "INTERNAL").put("name", catalog.getName());
    Map<String, String> properties = new LinkedHashMap<>(catalog.getPropertiesMap());
    properties.put(BASE_LOCATION, catalog.getDefaultBaseLocation());
    Entity.describe(
        node,
        properties,
        catalog.getCreatedMillis(),
        catalog.getChangedMillis(),
        catalog.getVersion());
    if (!catalog.getStorage().isEmpty()) {
      node.set(STORAGE, Json.stored(catalog.getStorage()));
    }
    return node;
  }
}

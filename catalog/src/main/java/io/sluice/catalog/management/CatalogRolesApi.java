package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.CATALOG_MANAGE_ACCESS;
import static io.sluice.catalog.access.Privilege.CATALOG_ROLE_CREATE;
import static io.sluice.catalog.access.Privilege.CATALOG_ROLE_DROP;
import static io.sluice.catalog.access.Privilege.CATALOG_ROLE_LIST;
import static io.sluice.catalog.access.Privilege.CATALOG_ROLE_READ_PROPERTIES;
import static io.sluice.catalog.access.Privilege.CATALOG_ROLE_WRITE_PROPERTIES;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.catalog.access.CatalogRoles;
import io.sluice.http.Response;
import java.io.IOException;
import java.util.Map;

/** The roles in a catalog. */
final class CatalogRolesApi {
  private final CatalogRoles roles;

  CatalogRolesApi(CatalogRoles roles) {
    this.roles = roles;
  }

  Response list(Call call) {
    String catalog = call.requireOnCatalog(CATALOG_ROLE_LIST);
    return Entity.list("roles", roles.list(catalog), Entity::of);
  }

  Response create(Call call) throws IOException {
    String catalog = call.requireOnCatalog(CATALOG_ROLE_CREATE);
    JsonNode role = Json.object(call.body(), "catalogRole");
    return Json.respond(
        201,
        Entity.of(
            roles.create(
                catalog,
                Json.string(role, "name"),
                Json.properties(role, "properties").orElse(Map.of()))));
  }

  Response get(Call call) {
    String catalog = call.requireOnCatalog(CATALOG_ROLE_READ_PROPERTIES);
    return Json.respond(200, Entity.of(roles.get(catalog, call.name("role"))));
  }

  Response update(Call call) throws IOException {
    String catalog = call.requireOnCatalog(CATALOG_ROLE_WRITE_PROPERTIES);
    Entity.Update update = Entity.Update.of(call.body());
    return Json.respond(
        200,
        Entity.of(roles.update(catalog, call.name("role"), update.version(), update.properties())));
  }

  Response delete(Call call) {
    String catalog = call.requireOnCatalog(CATALOG_ROLE_DROP);
    roles.delete(catalog, call.name("role"));
    return Entity.gone();
  }

  Response listPrincipalRoles(Call call) {
    String catalog = call.requireOnCatalog(CATALOG_MANAGE_ACCESS);
    return Entity.list("roles", roles.assignees(catalog, call.name("role")), Entity::of);
  }
}

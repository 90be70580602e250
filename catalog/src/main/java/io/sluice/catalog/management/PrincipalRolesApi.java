package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.CATALOG_MANAGE_ACCESS;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_ROLE_CREATE;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_ROLE_DROP;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_ROLE_LIST;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_ROLE_READ_PROPERTIES;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_ROLE_WRITE_PROPERTIES;
import static io.sluice.catalog.access.Privilege.SERVICE_MANAGE_ACCESS;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.catalog.access.CatalogRoles;
import io.sluice.catalog.access.PrincipalRoles;
import io.sluice.http.Response;
import java.io.IOException;
import java.util.Map;

/** Principal roles, and which catalog roles they have. */
final class PrincipalRolesApi {
  private final PrincipalRoles roles;
  private final CatalogRoles catalogRoles;

  PrincipalRolesApi(PrincipalRoles roles, CatalogRoles catalogRoles) {
    this.roles = roles;
    this.catalogRoles = catalogRoles;
  }

  Response list(Call call) {
    call.require(PRINCIPAL_ROLE_LIST);
    return Entity.list("roles", roles.list(), Entity::of);
  }

  Response create(Call call) throws IOException {
    call.require(PRINCIPAL_ROLE_CREATE);
    JsonNode role = Json.object(call.body(), "principalRole");
    return Json.respond(
        201,
        Entity.of(
            roles.create(
                Json.string(role, "name"),
                Json.flag(role, "federated"),
                Json.properties(role, "properties").orElse(Map.of()))));
  }

  Response get(Call call) {
    call.require(PRINCIPAL_ROLE_READ_PROPERTIES);
    return Json.respond(200, Entity.of(roles.get(call.name("role"))));
  }

  Response update(Call call) throws IOException {
    call.require(PRINCIPAL_ROLE_WRITE_PROPERTIES);
    Entity.Update update = Entity.Update.of(call.body());
    return Json.respond(
        200, Entity.of(roles.update(call.name("role"), update.version(), update.properties())));
  }

  Response delete(Call call) {
    call.require(PRINCIPAL_ROLE_DROP);
    roles.delete(call.name("role"));
    return Entity.gone();
  }

  Response listPrincipals(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    return Entity.list("principals", roles.assignees(call.name("role")), Entity::of);
  }

  Response listCatalogRoles(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    return Entity.list(
        "roles", catalogRoles.assigned(call.name("role"), call.name("catalog")), Entity::of);
  }

  Response assignCatalogRole(Call call) throws IOException {
    String catalog = call.requireOnCatalog(CATALOG_MANAGE_ACCESS);
    String catalogRole = Json.string(Json.object(call.body(), "catalogRole"), "name");
    catalogRoles.assign(call.name("role"), catalog, catalogRole);
    return Entity.created();
  }

  Response unassignCatalogRole(Call call) {
    String catalog = call.requireOnCatalog(CATALOG_MANAGE_ACCESS);
    catalogRoles.unassign(call.name("role"), catalog, call.name("catalogRole"));
    return Entity.gone();
  }
}

package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.CATALOG_MANAGE_ACCESS;
import static io.sluice.catalog.access.Privilege.CATALOG_MANAGE_GRANTS_ON_SECURABLE;
import static io.sluice.catalog.access.Privilege.NAMESPACE_MANAGE_GRANTS_ON_SECURABLE;
import static io.sluice.catalog.access.Privilege.TABLE_MANAGE_GRANTS_ON_SECURABLE;
import static io.sluice.catalog.access.Privilege.VIEW_MANAGE_GRANTS_ON_SECURABLE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.access.CatalogRoles;
import io.sluice.catalog.access.CatalogRoles.Inside;
import io.sluice.catalog.access.ContentDirectory;
import io.sluice.catalog.access.Grant;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.http.Response;
import java.io.IOException;
import java.util.Arrays;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

/** What catalog roles grant. */
final class GrantsApi {
  private final CatalogRoles roles;
  private final ContentDirectory contents;

  GrantsApi(CatalogRoles roles, ContentDirectory contents) {
    this.roles = roles;
    this.contents = contents;
  }

  Response list(Call call) {
    String catalog = call.requireOnCatalog(CATALOG_MANAGE_ACCESS);
    ObjectNode body = Json.object();
    ArrayNode grants = body.putArray("grants");
    roles.grants(roles.get(catalog, call.name("role"))).stream()
        .map(GrantResource::write)
        .forEach(grants::add);
    return Json.respond(200, body);
  }

  Response grant(Call call) throws IOException {
    Grant grant = read(call);
    String role = call.name("role");
    roles.grant(call.name("catalog"), role, grant, contents);
    return Entity.created();
  }

  Response revoke(Call call) throws IOException {
    Grant grant = read(call);
    roles.revoke(call.name("catalog"), call.name("role"), grant, inside(call.exchange().query()));
    return Entity.created();
  }

  private static Grant read(Call call) throws IOException {
    Grant grant = GrantResource.read(call.name("catalog"), Json.object(call.body(), "grant"));
    Securable on = grant.securable();
    call.require(
        switch (on) {
          case OfCatalog _ -> CATALOG_MANAGE_GRANTS_ON_SECURABLE;
          case Securable.OfNamespace _ -> NAMESPACE_MANAGE_GRANTS_ON_SECURABLE;
          case Securable.OfTable _ -> TABLE_MANAGE_GRANTS_ON_SECURABLE;
          case Securable.OfView _ -> VIEW_MANAGE_GRANTS_ON_SECURABLE;
          case Securable.Root _ -> throw new IllegalStateException("a grant is in a catalog");
        },
        on);
    return grant;
  }

  private static Inside inside(@Nullable String query) {
    if (query == null) {
      return Inside.KEEP;
    }
    return Arrays.stream(query.split("&", -1))
        .filter(parameter -> parameter.startsWith("cascade="))
        .map(parameter -> parameter.substring("cascade=".length()))
        .reduce((_, last) -> last)
        .map(
            value ->
                switch (value) {
                  case "true" -> Inside.REVOKE_TOO;
                  case "false" -> Inside.KEEP;
                  default -> throw new BadRequestException("'cascade' must be true or false");
                })
        .orElse(Inside.KEEP);
  }
}

package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.PRINCIPAL_CREATE;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_DROP;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_LIST;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_READ_PROPERTIES;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_RESET_CREDENTIALS;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_ROTATE_CREDENTIALS;
import static io.sluice.catalog.access.Privilege.PRINCIPAL_WRITE_PROPERTIES;
import static io.sluice.catalog.access.Privilege.SERVICE_MANAGE_ACCESS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.access.Entities;
import io.sluice.catalog.access.PrincipalRoles;
import io.sluice.http.Response;
import io.sluice.manager.principal.NewPrincipal;
import io.sluice.manager.principal.PrincipalSecrets;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.record.PrincipalRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.BadRequestException;

/** Principals, and which principal roles they have. */
final class PrincipalsApi {
  private static final int PAGE = 1_000;

  private final PrincipalStore principals;
  private final PrincipalRoles roles;

  PrincipalsApi(PrincipalStore principals, PrincipalRoles roles) {
    this.principals = principals;
    this.roles = roles;
  }

  Response list(Call call) {
    call.require(PRINCIPAL_LIST);
    List<PrincipalRecord> all = new ArrayList<>();
    PrincipalStore.Listed page = principals.list("", PAGE);
    all.addAll(page.principals());
    while (page.truncated() && !page.principals().isEmpty()) {
      page = principals.list(all.getLast().getName(), PAGE);
      all.addAll(page.principals());
    }
    return Entity.list("principals", all, Entity::of);
  }

  Response create(Call call) throws IOException {
    call.require(PRINCIPAL_CREATE);
    JsonNode body = call.body();
    JsonNode principal = Json.object(body, "principal");
    Map<String, String> properties = Json.properties(principal, "properties").orElse(Map.of());
    Entities.requireProperties(properties);
    return secrets(
        201,
        principals.create(
            new NewPrincipal(
                Json.string(principal, "name"),
                "",
                properties,
                Json.flag(body, "credentialRotationRequired"))));
  }

  Response get(Call call) {
    call.require(PRINCIPAL_READ_PROPERTIES);
    return Json.respond(200, Entity.of(principals.get(call.name("principal"))));
  }

  Response update(Call call) throws IOException {
    call.require(PRINCIPAL_WRITE_PROPERTIES);
    Entity.Update update = Entity.Update.of(call.body());
    Entities.requireProperties(update.properties());
    PrincipalRecord changed =
        principals.change(
            call.name("principal"),
            record -> {
              Entities.requireVersion(
                  "principal", Math.max(record.getVersion(), 1), update.version());
              return record.toBuilder()
                  .clearProperties()
                  .putAllProperties(update.properties())
                  .build();
            },
            _ -> {});
    return Json.respond(200, Entity.of(changed));
  }

  Response delete(Call call) {
    call.require(PRINCIPAL_DROP);
    principals.delete(call.name("principal"));
    return Entity.gone();
  }

  /** Whoever has a secret may have another one. */
  Response rotate(Call call) {
    String name = call.name("principal");
    if (!call.actor().name().equals(name)) {
      call.require(PRINCIPAL_ROTATE_CREDENTIALS);
    }
    return secrets(200, principals.rotate(name));
  }

  Response reset(Call call) throws IOException {
    call.require(PRINCIPAL_RESET_CREDENTIALS);
    if (call.exchange().hasBody() && call.exchange().contentLength().orElse(1) > 0) {
      JsonNode body = call.body();
      if (body.hasNonNull("clientId") || body.hasNonNull("clientSecret")) {
        throw new BadRequestException("credentials are made here; none can be given");
      }
    }
    return secrets(200, principals.rotate(call.name("principal")));
  }

  Response listRoles(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    return Entity.list("roles", roles.assigned(principals.get(call.name("principal"))), Entity::of);
  }

  Response assignRole(Call call) throws IOException {
    call.require(SERVICE_MANAGE_ACCESS);
    String role = Json.string(Json.object(call.body(), "principalRole"), "name");
    roles.assign(call.name("principal"), role);
    return Entity.created();
  }

  Response unassignRole(Call call) {
    call.require(SERVICE_MANAGE_ACCESS);
    roles.unassign(call.name("principal"), call.name("role"));
    return Entity.gone();
  }

  private static Response secrets(int status, PrincipalSecrets secrets) {
    ObjectNode body = Json.object();
    body.set("principal", Entity.of(secrets.principal()));
    body.putObject("credentials")
        .put("clientId", secrets.key().id())
        .put("clientSecret", secrets.key().secret());
    return Json.respond(status, body);
  }
}

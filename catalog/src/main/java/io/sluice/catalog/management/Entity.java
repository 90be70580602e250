package io.sluice.catalog.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.record.CatalogRoleRecord;
import io.sluice.catalog.record.PrincipalRoleRecord;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import io.sluice.manager.record.PrincipalRecord;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;

/** How entities are shown, and what every change of one states. */
final class Entity {
  private Entity() {}

  /** A change of the properties of an entity of one version. */
  record Update(int version, Map<String, String> properties) {
    static Update of(JsonNode body) {
      return new Update(
          requiredVersion(body),
          Json.properties(body, "properties")
              .orElseThrow(() -> new BadRequestException("'properties' is required")));
    }
  }

  static int requiredVersion(JsonNode body) {
    return Json.optionalInt(body, "currentEntityVersion")
        .orElseThrow(() -> new BadRequestException("'currentEntityVersion' is required"));
  }

  static ObjectNode of(PrincipalRecord principal) {
    ObjectNode node =
        Json.object().put("name", principal.getName()).put("clientId", principal.getAccessKeyId());
    describe(
        node,
        principal.getPropertiesMap(),
        principal.getCreatedMillis(),
        // what was stored before there were versions has been changed never or at an unknown time
        Math.max(principal.getChangedMillis(), principal.getCreatedMillis()),
        Math.max(principal.getVersion(), 1));
    return node;
  }

  static ObjectNode of(PrincipalRoleRecord role) {
    ObjectNode node =
        Json.object().put("name", role.getName()).put("federated", role.getFederated());
    describe(
        node,
        role.getPropertiesMap(),
        role.getCreatedMillis(),
        role.getChangedMillis(),
        role.getVersion());
    return node;
  }

  static ObjectNode of(CatalogRoleRecord role) {
    ObjectNode node = Json.object().put("name", role.getName());
    describe(
        node,
        role.getPropertiesMap(),
        role.getCreatedMillis(),
        role.getChangedMillis(),
        role.getVersion());
    return node;
  }

  static void describe(
      ObjectNode node, Map<String, String> properties, long created, long changed, int version) {
    Json.put(node, "properties", properties);
    node.put("createTimestamp", created)
        .put("lastUpdateTimestamp", changed)
        .put("entityVersion", version);
  }

  static <T> Response list(String name, List<T> entities, Function<T, ObjectNode> show) {
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray(name);
    entities.forEach(entity -> array.add(show.apply(entity)));
    return Json.respond(200, body);
  }

  static Response created() {
    return Response.empty(201, Headers.NONE);
  }

  static Response gone() {
    return Response.empty(204, Headers.NONE);
  }
}

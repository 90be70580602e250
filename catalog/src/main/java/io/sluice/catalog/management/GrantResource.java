package io.sluice.catalog.management;

import static io.sluice.catalog.access.Privilege.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.access.Grant;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Privileges;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.access.Securable.OfNamespace;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.Securable.OfView;
import io.sluice.catalog.access.Securable.Root;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;

/** A grant as JSON, and which privileges can be granted on what. */
final class GrantResource {
  private static final Set<Privilege> ON_VIEWS =
      EnumSet.of(
          CATALOG_MANAGE_ACCESS,
          VIEW_DROP,
          VIEW_LIST,
          VIEW_READ_PROPERTIES,
          VIEW_WRITE_PROPERTIES,
          VIEW_FULL_METADATA);
  private static final Set<Privilege> ON_TABLES =
      EnumSet.of(
          CATALOG_MANAGE_ACCESS,
          TABLE_DROP,
          TABLE_LIST,
          TABLE_READ_PROPERTIES,
          TABLE_WRITE_PROPERTIES,
          TABLE_READ_DATA,
          TABLE_WRITE_DATA,
          TABLE_FULL_METADATA);
  private static final Set<Privilege> ON_NAMESPACES =
      union(
          union(ON_VIEWS, ON_TABLES),
          EnumSet.of(
              CATALOG_MANAGE_CONTENT,
              CATALOG_MANAGE_METADATA,
              NAMESPACE_CREATE,
              NAMESPACE_DROP,
              NAMESPACE_LIST,
              NAMESPACE_READ_PROPERTIES,
              NAMESPACE_WRITE_PROPERTIES,
              NAMESPACE_FULL_METADATA,
              TABLE_CREATE,
              VIEW_CREATE));
  private static final Set<Privilege> ON_CATALOGS =
      union(ON_NAMESPACES, EnumSet.of(CATALOG_READ_PROPERTIES, CATALOG_WRITE_PROPERTIES));

  private GrantResource() {}

  private static Set<Privilege> union(Set<Privilege> one, Set<Privilege> other) {
    Set<Privilege> union = EnumSet.copyOf(one);
    union.addAll(other);
    return union;
  }

  static String type(Securable securable) {
    return switch (securable) {
      case Root() -> throw new IllegalArgumentException("nothing is granted outside of catalogs");
      case OfCatalog _ -> "catalog";
      case OfNamespace _ -> "namespace";
      case OfTable _ -> "table";
      case OfView _ -> "view";
    };
  }

  private static Set<Privilege> grantable(Securable securable) {
    return switch (securable) {
      case Root() -> Set.of();
      case OfCatalog _ -> ON_CATALOGS;
      case OfNamespace _ -> ON_NAMESPACES;
      case OfTable _ -> ON_TABLES;
      case OfView _ -> ON_VIEWS;
    };
  }

  static Grant read(String catalog, JsonNode grant) {
    String type = Json.string(grant, "type");
    Securable securable =
        switch (type) {
          case "catalog" -> new OfCatalog(catalog);
          case "namespace" -> new OfNamespace(catalog, namespace(grant));
          case "table" -> new OfTable(catalog, identifier(grant, "tableName"));
          case "view" -> new OfView(catalog, identifier(grant, "viewName"));
          default -> throw new BadRequestException("'type' is catalog, namespace, table or view");
        };
    String name = Json.string(grant, "privilege");
    Privilege privilege =
        Privileges.named(name)
            .filter(grantable(securable)::contains)
            .orElseThrow(
                () ->
                    new BadRequestException(
                        "'%s' is no privilege that can be granted on a %s", name, type));
    return new Grant(privilege, securable);
  }

  private static Namespace namespace(JsonNode grant) {
    List<String> levels = Json.strings(grant, "namespace");
    if (levels.isEmpty() || levels.stream().anyMatch(level -> unusable(level))) {
      throw new BadRequestException("'namespace' must have levels that are not empty");
    }
    return Namespace.of(levels.toArray(String[]::new));
  }

  private static TableIdentifier identifier(JsonNode grant, String field) {
    String name = Json.string(grant, field);
    if (unusable(name)) {
      throw new BadRequestException("'%s' must not be empty", field);
    }
    return TableIdentifier.of(namespace(grant), name);
  }

  private static boolean unusable(String name) {
    return name.isEmpty() || name.indexOf('\0') >= 0;
  }

  static ObjectNode write(Grant grant) {
    ObjectNode node = Json.object().put("type", type(grant.securable()));
    switch (grant.securable()) {
      case Root() -> {}
      case OfCatalog _ -> {}
      case OfNamespace(_, Namespace namespace) -> put(node, namespace);
      case OfTable(_, TableIdentifier table) -> {
        put(node, table.namespace());
        node.put("tableName", table.name());
      }
      case OfView(_, TableIdentifier view) -> {
        put(node, view.namespace());
        node.put("viewName", view.name());
      }
    }
    return node.put("privilege", grant.privilege().name());
  }

  private static void put(ObjectNode node, Namespace namespace) {
    ArrayNode levels = node.putArray("namespace");
    for (String level : namespace.levels()) {
      levels.add(level);
    }
  }
}

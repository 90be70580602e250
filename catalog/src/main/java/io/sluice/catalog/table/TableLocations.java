package io.sluice.catalog.table;

import io.sluice.catalog.entity.Entities;
import io.sluice.catalog.entity.Namespaces;
import io.sluice.catalog.record.CatalogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.util.LocationUtil;

/** Where tables and views lie for which no location is asked. */
public final class TableLocations {
  /** The property of a namespace that says below which location its tables lie. */
  public static final String LOCATION = "location";

  private static final int SUFFIX = 8;

  private final Namespaces namespaces;
  private final Entities entities;

  public TableLocations(Namespaces namespaces, Entities entities) {
    this.namespaces = namespaces;
    this.entities = entities;
  }

  /**
   * A location for a new table or view: below that of the innermost namespace that has one, or else
   * below that of the catalog. One that was renamed still lies where it was, so where a location is
   * taken a new one is made up.
   */
  public String location(CatalogRecord catalog, TableIdentifier identifier) {
    String location = base(catalog, identifier.namespace()) + "/" + encode(identifier.name());
    return entities.isTaken(catalog, location) ? another(location) : location;
  }

  /** Another location beside one. */
  public static String another(String location) {
    return location + "-" + UUID.randomUUID().toString().substring(0, SUFFIX);
  }

  private String base(CatalogRecord catalog, Namespace namespace) {
    return location(catalog, namespace)
        .orElseThrow(
            () -> new BadRequestException("the catalog has no default location, so name one"));
  }

  /** Below which location the tables and views of a namespace lie, if the catalog has one. */
  public Optional<String> location(CatalogRecord catalog, Namespace namespace) {
    StringBuilder below = new StringBuilder();
    for (Namespace at = namespace; !at.isEmpty(); at = parent(at)) {
      String location = namespaces.properties(catalog.getId(), at).getOrDefault(LOCATION, "");
      if (!location.isEmpty()) {
        return Optional.of(LocationUtil.stripTrailingSlash(location) + below);
      }
      below.insert(0, "/" + encode(at.level(at.length() - 1)));
    }
    String base = catalog.getDefaultBaseLocation();
    return base.isEmpty()
        ? Optional.empty()
        : Optional.of(LocationUtil.stripTrailingSlash(base) + below);
  }

  private static Namespace parent(Namespace namespace) {
    return Namespace.of(Arrays.copyOf(namespace.levels(), namespace.length() - 1));
  }

  /** Leaves letters and digits of all scripts as they are. */
  private static String encode(String name) {
    if (name.equals(".") || name.equals("..")) {
      return name.replace(".", "%2E");
    }
    StringBuilder encoded = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || "-_.=".indexOf(c) >= 0) {
                encoded.appendCodePoint(c);
              } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  encoded.append("%%%02X".formatted(b));
                }
              }
            });
    return encoded.toString();
  }
}

package io.sluice.catalog.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.CatalogRoleRecord;
import io.sluice.catalog.record.GrantRecord;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Page;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which roles grant something on what is in a catalog. It is derived from all roles of the catalog
 * and kept under the version it was derived from; whoever changes something by it requires that the
 * version is the present one.
 */
final class GrantIndex {
  private static final int MOST_ENTRIES = 500_000;

  private record VersionKey(ByteString catalogId, long version) {}

  private record Roles(Map<Securable, Set<String>> bySecurable) {
    int weight() {
      return 1 + bySecurable.values().stream().mapToInt(Set::size).sum();
    }
  }

  private final AccessChanges changes;
  private final Cache<VersionKey, Roles> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_ENTRIES)
          .weigher((VersionKey _, Roles roles) -> roles.weight())
          .build();

  GrantIndex(AccessChanges changes) {
    this.changes = changes;
  }

  /** The names of the roles that grant something on one of some securables, in their order. */
  List<String> roles(
      CatalogRecord catalog, Collection<Securable> securables, Optional<Entry> version) {
    Map<Securable, Set<String>> bySecurable = read(catalog, version).bySecurable();
    Set<String> names = new TreeSet<>();
    securables.forEach(securable -> names.addAll(bySecurable.getOrDefault(securable, Set.of())));
    return List.copyOf(names);
  }

  /** All in a catalog that something is granted on. */
  Set<Securable> securables(CatalogRecord catalog, Optional<Entry> version) {
    return read(catalog, version).bySecurable().keySet();
  }

  private Roles read(CatalogRecord catalog, Optional<Entry> version) {
    return kept.get(
        new VersionKey(catalog.getId(), RightsReader.revision(version)), _ -> read(catalog));
  }

  private Roles read(CatalogRecord catalog) {
    Map<Securable, Set<String>> bySecurable = new HashMap<>();
    Bytes prefix = Bytes.wrap(catalog.getId().toByteArray());
    for (Page.Item item : changes.scan(AccessTables.CATALOG_ROLES, prefix)) {
      CatalogRoleRecord role = AccessTables.catalogRole(item).record();
      for (GrantRecord record : role.getGrantsList()) {
        Grant.of(role.getCatalog(), record)
            .map(Grant::securable)
            .filter(securable -> !(securable instanceof OfCatalog))
            .ifPresent(
                securable ->
                    bySecurable
                        .computeIfAbsent(securable, _ -> new TreeSet<>())
                        .add(role.getName()));
      }
    }
    return new Roles(bySecurable);
  }
}

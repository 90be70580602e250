package io.sluice.catalog.access;

import io.sluice.catalog.record.CatalogRoleReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a principal may do, as of one version of roles and grants.
 *
 * @param onAll by principal role: the privileges on all of Sluice, with what they stand for
 * @param inCatalogs by the name of the catalog: the roles in it
 */
record Rights(Map<String, Set<Privilege>> onAll, Map<String, List<Held>> inCatalogs) {
  static final Rights NONE = new Rights(Map.of(), Map.of());

  /** A catalog role that one has by a principal role. */
  record Held(String principalRole, CatalogRoleReference catalogRole) {}

  /** By which roles a privilege is granted; no catalog role where it is on all of Sluice. */
  record Path(String principalRole, Optional<CatalogRoleReference> catalogRole) {}

  /** What catalog roles grant: by securable, with what the privileges stand for. */
  @FunctionalInterface
  interface Grants {
    List<Map<Securable, Set<Privilege>>> of(List<CatalogRoleReference> roles);
  }

  Optional<Path> find(Privilege privilege, Securable securable, Grants grants) {
    for (Map.Entry<String, Set<Privilege>> role : onAll.entrySet()) {
      if (role.getValue().contains(privilege)) {
        return Optional.of(new Path(role.getKey(), Optional.empty()));
      }
    }
    return Securables.catalog(securable)
        .map(inCatalogs::get)
        .flatMap(roles -> find(privilege, Securables.path(securable), roles, grants));
  }

  private static Optional<Path> find(
      Privilege privilege, List<Securable> path, List<Held> roles, Grants grants) {
    List<Map<Securable, Set<Privilege>>> granted =
        grants.of(roles.stream().map(Held::catalogRole).toList());
    for (int i = 0; i < roles.size(); i++) {
      Map<Securable, Set<Privilege>> byRole = granted.get(i);
      for (Securable step : path) {
        if (byRole.getOrDefault(step, Set.of()).contains(privilege)) {
          Held held = roles.get(i);
          return Optional.of(new Path(held.principalRole(), Optional.of(held.catalogRole())));
        }
      }
    }
    return Optional.empty();
  }
}

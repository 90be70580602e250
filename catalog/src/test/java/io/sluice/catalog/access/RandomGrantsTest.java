package io.sluice.catalog.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.access.CatalogRoles.Inside;
import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.access.Securable.OfNamespace;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.Securable.OfView;
import io.sluice.manager.secret.AccessKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.junit.jupiter.api.Test;

/** Random changes of roles and grants, beside a model that knows nothing of ids and versions. */
class RandomGrantsTest {
  private static final int STEPS = 3_000;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> CATALOGS = List.of("x", "y");

  private final long seed = Seed.choose();
  private final Random random = new Random(seed);

  /** Sets of pairs, all written out. */
  private static final class Model {
    final Map<String, Set<String>> rolesOfPrincipals = new TreeMap<>();
    final Map<String, Set<String>> catalogRolesOfRoles = new TreeMap<>();
    final Map<String, Set<Grant>> grants = new TreeMap<>();

    boolean may(String principal, Privilege privilege, Securable securable) {
      for (String role : rolesOfPrincipals.getOrDefault(principal, Set.of())) {
        for (String catalogRole : catalogRolesOfRoles.getOrDefault(role, Set.of())) {
          for (Grant grant : grants.getOrDefault(catalogRole, Set.of())) {
            if (Implications.of(grant.privilege()).contains(privilege)
                && isIn(securable, grant.securable())) {
              return true;
            }
          }
        }
      }
      return false;
    }

    /** By their texts: what is inside something begins with its text. */
    private static boolean isIn(Securable inner, Securable outer) {
      boolean container = outer instanceof OfCatalog || outer instanceof OfNamespace;
      return inner.equals(outer) || (container && text(inner).startsWith(text(outer)));
    }

    private static String text(Securable securable) {
      return switch (securable) {
        case Securable.Root() -> "/";
        case OfCatalog(String catalog) -> catalog + "/";
        case OfNamespace(String catalog, Namespace namespace) -> catalog + "/" + text(namespace);
        case OfTable(String catalog, TableIdentifier table) ->
            catalog + "/" + text(table.namespace()) + "table " + table.name();
        case OfView(String catalog, TableIdentifier view) ->
            catalog + "/" + text(view.namespace()) + "view " + view.name();
      };
    }

    private static String text(Namespace namespace) {
      StringBuilder text = new StringBuilder();
      for (String level : namespace.levels()) {
        text.append(level).append('/');
      }
      return text.toString();
    }
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private Securable anySecurable(String catalog) {
    Namespace namespace =
        random.nextBoolean() ? Namespace.of(any(NAMES)) : Namespace.of(any(NAMES), any(NAMES));
    return switch (random.nextInt(4)) {
      case 0 -> new OfCatalog(catalog);
      case 1 -> new OfNamespace(catalog, namespace);
      case 2 -> new OfTable(catalog, TableIdentifier.of(namespace, any(NAMES)));
      default -> new OfView(catalog, TableIdentifier.of(namespace, any(NAMES)));
    };
  }

  @Test
  void everybodyMayDoWhatAnObviousModelSays() {
    Model model = new Model();
    try (TestingAccess access = new TestingAccess()) {
      Map<String, AccessKey> keys = new HashMap<>();
      NAMES.forEach(name -> keys.put(name, access.principal(name)));
      CATALOGS.forEach(access::catalog);
      for (int step = 0; step < STEPS; step++) {
        change(access, model);
        String principal = any(NAMES);
        Privilege privilege = any(List.of(Privilege.values()));
        Securable securable = anySecurable(any(CATALOGS));
        Actor actor = access.actor(keys.getOrDefault(principal, TestingAccess.ROOT));
        boolean may = model.may(principal, privilege, securable);
        assertThat(actor.may(privilege, securable))
            .as("step %d of seed %d: %s %s %s", step, seed, principal, privilege, securable)
            .isEqualTo(may);
        if (may) {
          assertThat(actor.guards(privilege, securable)).hasSize(3);
        }
      }
    }
  }

  private void change(TestingAccess access, Model model) {
    String principal = any(NAMES);
    String role = any(NAMES);
    String catalog = any(CATALOGS);
    String name = any(NAMES);
    String catalogRole = catalog + "/" + name;
    try {
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          access.principalRoles.create(role, false, Map.of());
          model.catalogRolesOfRoles.put(role, new HashSet<>());
        }
        case 2, 3 -> {
          access.catalogRoles.create(catalog, name, Map.of());
          model.grants.put(catalogRole, new HashSet<>());
        }
        case 4, 5 -> {
          access.principalRoles.assign(principal, role);
          model.rolesOfPrincipals.computeIfAbsent(principal, _ -> new HashSet<>()).add(role);
        }
        case 6 -> {
          access.catalogRoles.assign(role, catalog, name);
          of(model.catalogRolesOfRoles, role).add(catalogRole);
        }
        case 7, 8 -> {
          Grant grant = new Grant(any(List.of(Privilege.values())), anySecurable(catalog));
          access.catalogRoles.grant(catalog, name, grant, TestingAccess.ANYTHING);
          of(model.grants, catalogRole).add(grant);
        }
        case 9 -> revoke(access, model, catalog, name);
        case 10 -> takeAway(access, model, principal, role, catalogRole);
        default -> {
          if (random.nextInt(5) == 0) {
            delete(access, model, role, catalog, name);
          }
        }
      }
    } catch (AlreadyExistsException | NotFoundException _) {
      // neither here nor in the model
    }
  }

  private void revoke(TestingAccess access, Model model, String catalog, String name) {
    Set<Grant> grants = of(model.grants, catalog + "/" + name);
    if (grants.isEmpty()) {
      return;
    }
    Grant grant = any(new ArrayList<>(grants));
    if (random.nextBoolean()) {
      access.catalogRoles.revoke(catalog, name, grant, Inside.KEEP);
      grants.remove(grant);
    } else {
      access.catalogRoles.revoke(catalog, name, grant, Inside.REVOKE_TOO);
      grants.removeIf(
          held ->
              held.privilege() == grant.privilege()
                  && Model.isIn(held.securable(), grant.securable()));
    }
  }

  private void takeAway(
      TestingAccess access, Model model, String principal, String role, String catalogRole) {
    String[] parts = catalogRole.split("/", -1);
    if (random.nextBoolean()) {
      access.principalRoles.unassign(principal, role);
      of(model.rolesOfPrincipals, principal).remove(role);
    } else {
      access.catalogRoles.unassign(role, parts[0], parts[1]);
      of(model.catalogRolesOfRoles, role).remove(catalogRole);
    }
  }

  private void delete(TestingAccess access, Model model, String role, String catalog, String name) {
    if (random.nextBoolean()) {
      access.principalRoles.delete(role);
      model.catalogRolesOfRoles.remove(role);
      model.rolesOfPrincipals.values().forEach(roles -> roles.remove(role));
    } else {
      access.catalogRoles.delete(catalog, name);
      model.grants.remove(catalog + "/" + name);
      model.catalogRolesOfRoles.values().forEach(roles -> roles.remove(catalog + "/" + name));
    }
  }

  private static <T> Set<T> of(Map<String, Set<T>> sets, String name) {
    return sets.computeIfAbsent(name, _ -> new HashSet<>());
  }
}

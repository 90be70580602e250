package io.sluice.catalog.access;

import com.google.protobuf.ByteString;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.CatalogRoleRecord;
import io.sluice.catalog.record.CatalogRoleReference;
import io.sluice.catalog.record.GrantRecord;
import io.sluice.catalog.record.PrincipalRoleRecord;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;

/**
 * The roles in catalogs, what they grant, and which principal roles have them. Who may change them
 * is not asked here.
 */
public final class CatalogRoles {
  /** The role that every catalog has; it cannot be deleted. */
  public static final String CATALOG_ADMIN = "catalog_admin";

  private static final int MOST_GRANTS = 10_000;

  private final AccessChanges changes;
  private final CatalogDirectory catalogs;
  private final PrincipalRoles principalRoles;
  private final Clock clock;
  private final SecureRandom random;

  public CatalogRoles(
      MetadataStore store,
      CatalogDirectory catalogs,
      PrincipalRoles principalRoles,
      Clock clock,
      SecureRandom random) {
    this.changes = new AccessChanges(store);
    this.catalogs = catalogs;
    this.principalRoles = principalRoles;
    this.clock = clock;
    this.random = random;
  }

  /** Creates a catalog, its administrators' role, and gives that to those of all of Sluice. */
  public CatalogRecord createCatalog(CatalogRecord wanted) {
    return catalogs.create(
        wanted,
        (catalog, transaction) -> {
          changes.addVersion(transaction);
          CatalogRoleRecord admin =
              role(catalog, CATALOG_ADMIN, Map.of()).toBuilder()
                  .addGrants(onCatalog(Privilege.CATALOG_MANAGE_ACCESS))
                  .addGrants(onCatalog(Privilege.CATALOG_MANAGE_METADATA))
                  .build();
          changes.put(transaction, AccessTables.catalogRole(catalog.getId(), CATALOG_ADMIN), admin);
          principalRoles
              .find(PrincipalRoles.SERVICE_ADMIN)
              .ifPresent(
                  role ->
                      principalRoles.put(
                          transaction,
                          role,
                          change -> change.addCatalogRoles(reference(catalog, admin))));
        });
  }

  /**
   * Drops a catalog in which there is nothing, neither roles but its administrators'.
   *
   * @throws BadRequestException if there is something
   */
  public void dropCatalog(String catalogName) {
    catalogs.drop(
        catalogName,
        transaction -> {
          changes.addVersion(transaction);
          CatalogRecord catalog = catalog(catalogName);
          List<CatalogRoleRecord> roles = list(catalogName);
          if (roles.stream().anyMatch(role -> !role.getName().equals(CATALOG_ADMIN))) {
            throw new BadRequestException("the catalog '%s' still has catalog roles", catalogName);
          }
          transaction.delete(AccessTables.catalogRole(catalog.getId(), CATALOG_ADMIN));
          changes.increment(
              transaction, RevocationCounters.catalogRole(catalogName, CATALOG_ADMIN));
          principalRoles
              .find(PrincipalRoles.SERVICE_ADMIN)
              .ifPresent(
                  role ->
                      principalRoles.put(
                          transaction,
                          role,
                          change ->
                              without(change, r -> r.getCatalogId().equals(catalog.getId()))));
        });
  }

  private CatalogRoleRecord role(
      CatalogRecord catalog, String name, Map<String, String> properties) {
    long now = clock.millis();
    return CatalogRoleRecord.newBuilder()
        .setId(Entities.newId(random))
        .setCatalog(catalog.getName())
        .setName(name)
        .putAllProperties(properties)
        .setCreatedMillis(now)
        .setChangedMillis(now)
        .setVersion(1)
        .build();
  }

  private static GrantRecord onCatalog(Privilege privilege) {
    return GrantRecord.newBuilder()
        .setOn(GrantRecord.On.CATALOG)
        .setPrivilege(privilege.name())
        .build();
  }

  /**
   * Creates a role.
   *
   * @throws AlreadyExistsException if there is one of that name
   */
  public CatalogRoleRecord create(String catalogName, String name, Map<String, String> properties) {
    Entities.requireName("catalog role", name);
    Entities.requireProperties(properties);
    return changes.run(
        transaction -> {
          CatalogRecord catalog = catalog(catalogName);
          if (find(catalog, name).isPresent()) {
            throw new AlreadyExistsException("there is a catalog role '%s' already", name);
          }
          CatalogRoleRecord role = role(catalog, name, properties);
          changes.put(transaction, AccessTables.catalogRole(catalog.getId(), name), role);
          return role;
        });
  }

  /**
   * The role of a name.
   *
   * @throws NotFoundException if there is none, or no such catalog
   */
  public CatalogRoleRecord get(String catalog, String name) {
    return required(catalog(catalog), name);
  }

  /** All roles in a catalog, in the order of their names. */
  public List<CatalogRoleRecord> list(String catalogName) {
    ByteString id = catalog(catalogName).getId();
    return changes.scan(AccessTables.CATALOG_ROLES, Bytes.wrap(id.toByteArray())).stream()
        .map(item -> AccessTables.catalogRole(item).record())
        .toList();
  }

  /** Replaces the properties of a role of a version. */
  public CatalogRoleRecord update(
      String catalog, String name, int version, Map<String, String> properties) {
    Entities.requireProperties(properties);
    return change(
        catalog,
        name,
        (_, role) -> {
          Entities.requireVersion("catalog role", role.getVersion(), version);
          return role.toBuilder().clearProperties().putAllProperties(properties);
        });
  }

  /** Deletes a role and what it grants. */
  public void delete(String catalogName, String name) {
    if (name.equals(CATALOG_ADMIN)) {
      throw new BadRequestException("the catalog role %s cannot be deleted", CATALOG_ADMIN);
    }
    changes.run(
        transaction -> {
          CatalogRecord catalog = catalog(catalogName);
          required(catalog, name);
          changes.increment(transaction, RevocationCounters.catalogRole(catalogName, name));
          return transaction.delete(AccessTables.catalogRole(catalog.getId(), name));
        });
  }

  /**
   * Grants a privilege to a role; that it has it already is no mistake.
   *
   * @throws NotFoundException if there is not what it is granted on
   */
  public void grant(String catalog, String name, Grant grant, ContentDirectory contents) {
    GrantRecord record = grant.toRecord();
    change(
        catalog,
        name,
        (transaction, role) -> {
          if (!(grant.securable() instanceof Securable.OfCatalog)
              && !contents.require(grant.securable(), transaction)) {
            throw new NotFoundException("there is no such %s", type(grant.securable()));
          }
          if (role.getGrantsList().contains(record)) {
            return role.toBuilder();
          }
          if (role.getGrantsCount() >= MOST_GRANTS) {
            throw new BadRequestException("a catalog role has at most %d grants", MOST_GRANTS);
          }
          return role.toBuilder().addGrants(record);
        });
  }

  private static String type(Securable securable) {
    return switch (securable) {
      case Securable.OfNamespace _ -> "namespace";
      case Securable.OfTable _ -> "table";
      case Securable.OfView _ -> "view";
      case Securable.OfCatalog _, Securable.Root _ -> "catalog";
    };
  }

  /**
   * Takes a privilege from a role.
   *
   * @param inside whether to take it from everything inside the securable too
   * @throws NotFoundException if it does not have it
   */
  public void revoke(String catalog, String name, Grant grant, Inside inside) {
    Predicate<Grant> revoked =
        held ->
            held.privilege() == grant.privilege()
                && switch (inside) {
                  case KEEP -> held.securable().equals(grant.securable());
                  case REVOKE_TOO -> Securables.within(held.securable(), grant.securable());
                };
    change(
        catalog,
        name,
        (transaction, role) -> {
          CatalogRoleRecord.Builder changed = role.toBuilder().clearGrants();
          for (GrantRecord held : role.getGrantsList()) {
            if (Grant.of(catalog, held).filter(revoked).isEmpty()) {
              changed.addGrants(held);
            }
          }
          if (changed.getGrantsCount() == role.getGrantsCount()) {
            throw new NotFoundException("the catalog role '%s' has no such grant", name);
          }
          changes.increment(transaction, RevocationCounters.catalogRole(catalog, name));
          return changed;
        });
  }

  /** What happens to grants inside a securable from which a privilege is taken. */
  public enum Inside {
    KEEP,
    REVOKE_TOO
  }

  /** What a role grants. */
  public List<Grant> grants(CatalogRoleRecord role) {
    return role.getGrantsList().stream()
        .flatMap(record -> Grant.of(role.getCatalog(), record).stream())
        .toList();
  }

  /** Gives a catalog role to a principal role. */
  public void assign(String principalRole, String catalogName, String name) {
    changes.run(
        transaction -> {
          CatalogRecord catalog = catalog(catalogName);
          CatalogRoleReference reference = reference(catalog, required(catalog, name));
          PrincipalRoleRecord role = principalRoles.get(principalRole);
          return principalRoles.put(
              transaction,
              role,
              change -> without(change, held -> held.equals(reference)).addCatalogRoles(reference));
        });
  }

  /**
   * Takes a catalog role from a principal role.
   *
   * @throws NotFoundException if it does not have it
   */
  public void unassign(String principalRole, String catalogName, String name) {
    changes.run(
        transaction -> {
          CatalogRecord catalog = catalog(catalogName);
          PrincipalRoleRecord role = principalRoles.get(principalRole);
          PrincipalRoleRecord changed =
              principalRoles.put(
                  transaction,
                  role,
                  change ->
                      without(
                          change,
                          held ->
                              held.getCatalogId().equals(catalog.getId())
                                  && held.getName().equals(name)));
          if (changed.getCatalogRolesCount() == role.getCatalogRolesCount()) {
            throw new NotFoundException(
                "the principal role '%s' does not have the catalog role '%s'", principalRole, name);
          }
          return principalRoles.revoked(transaction, principalRole);
        });
  }

  /** The roles in a catalog that a principal role has. */
  public List<CatalogRoleRecord> assigned(String principalRole, String catalogName) {
    CatalogRecord catalog = catalog(catalogName);
    return principalRoles.get(principalRole).getCatalogRolesList().stream()
        .filter(reference -> reference.getCatalogId().equals(catalog.getId()))
        .flatMap(
            reference ->
                find(catalog, reference.getName())
                    .filter(role -> role.getId().equals(reference.getId()))
                    .stream())
        .toList();
  }

  /** The principal roles that have a catalog role. */
  public List<PrincipalRoleRecord> assignees(String catalogName, String name) {
    CatalogRecord catalog = catalog(catalogName);
    CatalogRoleReference reference = reference(catalog, required(catalog, name));
    return principalRoles.list().stream()
        .filter(role -> role.getCatalogRolesList().contains(reference))
        .toList();
  }

  @FunctionalInterface
  private interface Change {
    CatalogRoleRecord.Builder apply(Transaction.Builder transaction, CatalogRoleRecord role);
  }

  private CatalogRoleRecord change(String catalogName, String name, Change change) {
    return changes.run(
        transaction -> {
          CatalogRecord catalog = catalog(catalogName);
          CatalogRoleRecord role = required(catalog, name);
          CatalogRoleRecord changed =
              change
                  .apply(transaction, role)
                  .setVersion(role.getVersion() + 1)
                  .setChangedMillis(clock.millis())
                  .build();
          changes.put(transaction, AccessTables.catalogRole(catalog.getId(), name), changed);
          return changed;
        });
  }

  private static PrincipalRoleRecord.Builder without(
      PrincipalRoleRecord.Builder role, Predicate<CatalogRoleReference> removed) {
    List<CatalogRoleReference> kept =
        role.getCatalogRolesList().stream().filter(removed.negate()).toList();
    return role.clearCatalogRoles().addAllCatalogRoles(kept);
  }

  private static CatalogRoleReference reference(CatalogRecord catalog, CatalogRoleRecord role) {
    return CatalogRoleReference.newBuilder()
        .setCatalog(catalog.getName())
        .setName(role.getName())
        .setCatalogId(catalog.getId())
        .setId(role.getId())
        .build();
  }

  private CatalogRecord catalog(String name) {
    return catalogs
        .find(name)
        .orElseThrow(() -> new NotFoundException("there is no catalog '%s'", name));
  }

  private Optional<CatalogRoleRecord> find(CatalogRecord catalog, String name) {
    Key key = AccessTables.catalogRole(catalog.getId(), name);
    return AccessTables.catalogRole(key, changes.get(key)).map(Versioned::record);
  }

  private CatalogRoleRecord required(CatalogRecord catalog, String name) {
    return find(catalog, name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "there is no catalog role '%s' in '%s'", name, catalog.getName()));
  }
}

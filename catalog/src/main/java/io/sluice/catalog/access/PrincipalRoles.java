package io.sluice.catalog.access;

import io.sluice.catalog.record.PrincipalRoleRecord;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.record.PrincipalRoleReference;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NotFoundException;

/** The principal roles, and who has them. Who may change them is not asked here. */
public final class PrincipalRoles {
  /** The role that may change principals, roles and catalogs; it cannot be deleted. */
  public static final String SERVICE_ADMIN = "service_admin";

  private static final int MOST_OF_A_PRINCIPAL = 90;
  private static final int MOST_LISTED = 1_000;

  private final AccessChanges changes;
  private final PrincipalStore principals;
  private final Clock clock;
  private final SecureRandom random;

  public PrincipalRoles(
      MetadataStore store, PrincipalStore principals, Clock clock, SecureRandom random) {
    this.changes = new AccessChanges(store);
    this.principals = principals;
    this.clock = clock;
    this.random = random;
  }

  /** Creates the role that every Sluice has, where it is not there yet. */
  public void ensureServiceAdmin() {
    if (find(SERVICE_ADMIN).isEmpty()) {
      try {
        create(SERVICE_ADMIN, false, Map.of(), List.of(Privilege.SERVICE_MANAGE_ACCESS.name()));
      } catch (AlreadyExistsException _) {
        // another manager on the same store was faster
      }
    }
  }

  /**
   * Creates a role.
   *
   * @throws AlreadyExistsException if there is one of that name
   */
  public PrincipalRoleRecord create(
      String name, boolean federated, Map<String, String> properties) {
    return create(name, federated, properties, List.of());
  }

  private PrincipalRoleRecord create(
      String name, boolean federated, Map<String, String> properties, List<String> privileges) {
    Entities.requireName("principal role", name);
    Entities.requireProperties(properties);
    return changes.run(
        transaction -> {
          if (find(name).isPresent()) {
            throw new AlreadyExistsException("there is a principal role '%s' already", name);
          }
          long now = clock.millis();
          PrincipalRoleRecord role =
              PrincipalRoleRecord.newBuilder()
                  .setId(Entities.newId(random))
                  .setName(name)
                  .setFederated(federated)
                  .putAllProperties(properties)
                  .setCreatedMillis(now)
                  .setChangedMillis(now)
                  .setVersion(1)
                  .addAllPrivileges(privileges)
                  .build();
          changes.put(transaction, AccessTables.principalRole(name), role);
          return role;
        });
  }

  public Optional<PrincipalRoleRecord> find(String name) {
    return versioned(name).map(Versioned::record);
  }

  /**
   * The role of a name.
   *
   * @throws NotFoundException if there is none
   */
  public PrincipalRoleRecord get(String name) {
    return required(name).record();
  }

  /** All roles, in the order of their names. */
  public List<PrincipalRoleRecord> list() {
    return changes.scan(AccessTables.PRINCIPAL_ROLES, Bytes.EMPTY).stream()
        .map(item -> AccessTables.principalRole(item).record())
        .toList();
  }

  /** Replaces the properties of a role of a version. */
  public PrincipalRoleRecord update(String name, int version, Map<String, String> properties) {
    Entities.requireProperties(properties);
    return changes.run(
        transaction -> {
          PrincipalRoleRecord role = get(name);
          Entities.requireVersion("principal role", role.getVersion(), version);
          return put(
              transaction, role, change -> change.clearProperties().putAllProperties(properties));
        });
  }

  /** Deletes a role; whoever has it has it no more. */
  public void delete(String name) {
    if (name.equals(SERVICE_ADMIN)) {
      throw new BadRequestException("the principal role %s cannot be deleted", SERVICE_ADMIN);
    }
    changes.run(
        transaction -> {
          get(name);
          transaction.delete(AccessTables.principalRole(name));
          return revoked(transaction, name);
        });
  }

  /** Gives a role to a principal. */
  public void assign(String principal, String name) {
    principals.change(
        principal,
        record -> {
          PrincipalRecord.Builder changed = present(record);
          PrincipalRoleReference reference = reference(get(name));
          if (!changed.getPrincipalRolesList().contains(reference)) {
            changed.addPrincipalRoles(reference);
          }
          if (changed.getPrincipalRolesCount() > MOST_OF_A_PRINCIPAL) {
            throw new BadRequestException(
                "a principal has at most %d principal roles", MOST_OF_A_PRINCIPAL);
          }
          return changed.build();
        },
        transaction -> {
          Versioned<PrincipalRoleRecord> role = required(name);
          transaction.requireUnchanged(AccessTables.principalRole(name), role.revision());
        });
  }

  /**
   * Takes a role from a principal.
   *
   * @throws NotFoundException if it does not have it
   */
  public void unassign(String principal, String name) {
    principals.takeAway(
        principal,
        record -> {
          PrincipalRecord.Builder changed = record.toBuilder().clearPrincipalRoles();
          for (PrincipalRoleReference reference : record.getPrincipalRolesList()) {
            if (!reference.getName().equals(name)) {
              changed.addPrincipalRoles(reference);
            }
          }
          if (changed.getPrincipalRolesCount() == record.getPrincipalRolesCount()) {
            throw new NotFoundException(
                "the principal '%s' does not have the principal role '%s'", principal, name);
          }
          return changed.build();
        });
  }

  /** The roles that a principal has. */
  public List<PrincipalRoleRecord> assigned(PrincipalRecord principal) {
    List<PrincipalRoleRecord> roles = new ArrayList<>();
    for (PrincipalRoleReference reference : principal.getPrincipalRolesList()) {
      find(reference.getName())
          .filter(role -> role.getId().equals(reference.getId()))
          .ifPresent(roles::add);
    }
    return roles;
  }

  /** The principals that have a role. */
  public List<PrincipalRecord> assignees(String name) {
    PrincipalRoleReference reference = reference(get(name));
    List<PrincipalRecord> assignees = new ArrayList<>();
    String after = "";
    PrincipalStore.Listed listed;
    do {
      listed = principals.list(after, MOST_LISTED);
      for (PrincipalRecord principal : listed.principals()) {
        after = principal.getName();
        if (principal.getPrincipalRolesList().contains(reference)) {
          assignees.add(principal);
        }
      }
    } while (listed.truncated() && !listed.principals().isEmpty());
    return assignees;
  }

  /** Without roles that have been deleted. */
  private PrincipalRecord.Builder present(PrincipalRecord principal) {
    return principal.toBuilder()
        .clearPrincipalRoles()
        .addAllPrincipalRoles(assigned(principal).stream().map(PrincipalRoles::reference).toList());
  }

  /** Adds a change of a role to a transaction. */
  PrincipalRoleRecord put(
      Transaction.Builder transaction,
      PrincipalRoleRecord role,
      UnaryOperator<PrincipalRoleRecord.Builder> change) {
    PrincipalRoleRecord changed =
        change
            .apply(role.toBuilder())
            .setVersion(role.getVersion() + 1)
            .setChangedMillis(clock.millis())
            .build();
    changes.put(transaction, AccessTables.principalRole(role.getName()), changed);
    return changed;
  }

  /** Makes void what was issued because of a role. */
  Transaction.Builder revoked(Transaction.Builder transaction, String name) {
    changes.increment(transaction, RevocationCounters.principalRole(name));
    return transaction;
  }

  private static PrincipalRoleReference reference(PrincipalRoleRecord role) {
    return PrincipalRoleReference.newBuilder().setName(role.getName()).setId(role.getId()).build();
  }

  private Optional<Versioned<PrincipalRoleRecord>> versioned(String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Key key = AccessTables.principalRole(name);
    return AccessTables.principalRole(key, changes.get(key));
  }

  private Versioned<PrincipalRoleRecord> required(String name) {
    return versioned(name)
        .orElseThrow(() -> new NotFoundException("there is no principal role '%s'", name));
  }
}

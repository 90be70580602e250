package io.sluice.catalog.access;

import io.sluice.catalog.access.Securable.OfNamespace;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.Securable.OfView;
import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.CatalogRoleRecord;
import io.sluice.catalog.record.GrantRecord;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * Makes grants follow what they are on: they go when it goes and are renamed with it, by the one
 * transaction that does it. Grants are kept by name, so that a name is all that is needed to ask
 * for rights; here is seen to it that a name never stands for something else than what was granted
 * on.
 *
 * <p>Each of these transactions requires that no grant has been made since it looked, and each
 * grant that there is what it is on; so one of the two comes first, and the other knows.
 */
public final class ContentGrants {
  /** With all else that a drop does they fit into a transaction. */
  private static final int MOST_CHANGED = 24;

  /** Of most of them nothing but a counter is changed. */
  private static final int MOST_ROLES = 48;

  private final MetadataStore store;
  private final AccessChanges changes;
  private final GrantIndex index;
  private final Clock clock;

  public ContentGrants(MetadataStore store, Clock clock) {
    this.store = store;
    this.changes = new AccessChanges(store);
    this.index = new GrantIndex(changes);
    this.clock = clock;
  }

  /** What becomes of the securables that something happens to; empty: they are no more. */
  private record Fate(Map<Securable, Optional<Securable>> next, Set<Securable> left) {
    static Fate gone(List<Securable> gone) {
      Map<Securable, Optional<Securable>> next = new LinkedHashMap<>();
      gone.forEach(securable -> next.put(securable, Optional.empty()));
      return new Fate(next, Set.of());
    }

    Set<Securable> touched() {
      Set<Securable> touched = new LinkedHashSet<>(next.keySet());
      touched.addAll(left);
      return touched;
    }
  }

  /** A role with what it grants from then on, and whether it gives access to fewer files. */
  private record Changed(CatalogRoleRecord before, List<GrantRecord> grants, boolean ends) {
    boolean differs() {
      return !grants.equals(before.getGrantsList());
    }
  }

  /**
   * What becomes of roles.
   *
   * @param complete false where there are more of them than one transaction can take
   */
  private record Batch(List<Changed> roles, boolean complete) {}

  /** Adds to the transaction that drops a namespace that nothing is granted on it any more. */
  public void addDrop(CatalogRecord catalog, Namespace namespace, Transaction.Builder transaction) {
    addDrop(
        catalog, Fate.gone(List.of(new OfNamespace(catalog.getName(), namespace))), transaction);
  }

  /** Adds to the transaction that drops a table or view that nothing is granted on it any more. */
  public void addDrop(
      CatalogRecord catalog, TableIdentifier identifier, Transaction.Builder transaction) {
    addDrop(catalog, Fate.gone(named(catalog, identifier)), transaction);
  }

  /** What can have a name: a table or a view. */
  private static List<Securable> named(CatalogRecord catalog, TableIdentifier identifier) {
    return List.of(
        new OfTable(catalog.getName(), identifier), new OfView(catalog.getName(), identifier));
  }

  private void addDrop(CatalogRecord catalog, Fate fate, Transaction.Builder transaction) {
    while (true) {
      Optional<Entry> version = store.get(AccessTables.VERSION);
      Batch batch = batch(catalog, fate, version);
      if (batch.complete()) {
        add(catalog, batch, version, transaction);
        return;
      }
      revoke(catalog, fate);
    }
  }

  /**
   * Takes what is granted from as many roles as fit into one transaction. Should nothing come of
   * the drop after it, then some have lost rights; nobody has gained any.
   */
  private void revoke(CatalogRecord catalog, Fate fate) {
    boolean _ =
        changes.run(
            transaction -> {
              Batch batch = batch(catalog, fate, store.get(AccessTables.VERSION));
              put(catalog, batch, transaction);
              return batch.complete();
            });
  }

  /**
   * Adds to the transaction that renames a table or view that what was granted on it goes along.
   *
   * @throws BadRequestException if that concerns more roles than a transaction can change
   */
  public void addRename(
      CatalogRecord catalog,
      TableIdentifier from,
      TableIdentifier to,
      Transaction.Builder transaction) {
    Optional<Entry> version = store.get(AccessTables.VERSION);
    Fate fate = renamed(catalog, from, to);
    Batch batch = batch(catalog, fate, version);
    if (!batch.complete()) {
      throw new BadRequestException(
          "too many catalog roles have grants on it or around it for these to go along");
    }
    add(catalog, batch, version, transaction);
  }

  private static Fate renamed(CatalogRecord catalog, TableIdentifier from, TableIdentifier to) {
    List<Securable> source = named(catalog, from);
    List<Securable> target = named(catalog, to);
    Map<Securable, Optional<Securable>> next = new LinkedHashMap<>();
    // there is nothing that has the name, so nothing can be granted on it
    target.forEach(securable -> next.put(securable, Optional.empty()));
    for (int kind = 0; kind < source.size(); kind++) {
      next.put(source.get(kind), Optional.of(target.get(kind)));
    }
    Set<Securable> left = new LinkedHashSet<>(Securables.path(source.getFirst()));
    left.removeAll(Securables.path(target.getFirst()));
    left.removeAll(source);
    return new Fate(next, left);
  }

  private void add(
      CatalogRecord catalog,
      Batch batch,
      Optional<Entry> version,
      Transaction.Builder transaction) {
    version.ifPresentOrElse(
        entry -> transaction.requireUnchanged(AccessTables.VERSION, entry.revision()),
        () -> transaction.requireAbsent(AccessTables.VERSION));
    if (batch.roles().stream().anyMatch(Changed::differs)) {
      transaction.put(AccessTables.VERSION, AccessTables.nextVersion(version));
    }
    put(catalog, batch, transaction);
  }

  private void put(CatalogRecord catalog, Batch batch, Transaction.Builder transaction) {
    for (Changed changed : batch.roles()) {
      CatalogRoleRecord before = changed.before();
      if (changed.differs()) {
        CatalogRoleRecord record =
            before.toBuilder()
                .clearGrants()
                .addAllGrants(changed.grants())
                .setVersion(before.getVersion() + 1)
                .setChangedMillis(clock.millis())
                .build();
        changes.put(
            transaction, AccessTables.catalogRole(catalog.getId(), before.getName()), record);
      }
      if (changed.ends()) {
        changes.increment(
            transaction, RevocationCounters.catalogRole(catalog.getName(), before.getName()));
      }
    }
  }

  private Batch batch(CatalogRecord catalog, Fate fate, Optional<Entry> version) {
    List<Changed> roles = new ArrayList<>();
    int differing = 0;
    long sizeBytes = 0;
    for (String name : index.roles(catalog, fate.touched(), version)) {
      Key key = AccessTables.catalogRole(catalog.getId(), name);
      Optional<CatalogRoleRecord> role =
          AccessTables.catalogRole(key, changes.get(key)).map(Versioned::record);
      if (role.isEmpty()) {
        // it went after the look, so there is another version and nothing of this is committed
        continue;
      }
      Changed changed = changed(role.get(), fate);
      if (changed.differs()) {
        differing++;
        sizeBytes += role.get().getSerializedSize();
      }
      boolean fits =
          roles.size() < MOST_ROLES
              && differing <= MOST_CHANGED
              && sizeBytes <= store.limits().transactionBytes() / 2;
      if (!fits && !roles.isEmpty()) {
        return new Batch(roles, false);
      }
      if (changed.differs() || changed.ends()) {
        roles.add(changed);
      }
    }
    return new Batch(roles, true);
  }

  private static Changed changed(CatalogRoleRecord role, Fate fate) {
    Set<GrantRecord> grants = new LinkedHashSet<>();
    boolean ends = false;
    for (GrantRecord record : role.getGrantsList()) {
      Optional<Grant> grant = Grant.of(role.getCatalog(), record);
      Optional<Securable> next =
          grant.flatMap(held -> fate.next().getOrDefault(held.securable(), Optional.empty()));
      if (grant.isEmpty() || !fate.next().containsKey(grant.get().securable())) {
        grants.add(record);
        ends |=
            grant.isPresent()
                && fate.left().contains(grant.get().securable())
                && reachesFiles(grant.get());
      } else if (next.isPresent()) {
        grants.add(new Grant(grant.get().privilege(), next.get()).toRecord());
      } else {
        ends |= reachesFiles(grant.get());
      }
    }
    return new Changed(role, List.copyOf(grants), ends);
  }

  /** Whether credentials may have been vended on the strength of a grant. */
  private static boolean reachesFiles(Grant grant) {
    Set<Privilege> conferred = Implications.of(grant.privilege());
    return conferred.contains(Privilege.TABLE_READ_DATA)
        || conferred.contains(Privilege.TABLE_WRITE_DATA);
  }

  /**
   * Removes grants on what there is not, once for each store: earlier versions of Sluice left them
   * behind.
   */
  public void removeStale(CatalogDirectory catalogs, ContentDirectory contents) {
    if (store.get(AccessTables.FOLLOWING).isPresent()) {
      return;
    }
    for (CatalogRecord catalog : catalogs.list()) {
      List<Securable> stale =
          index.securables(catalog, store.get(AccessTables.VERSION)).stream()
              .filter(securable -> !contents.require(securable, Transaction.builder()))
              .toList();
      Fate fate = Fate.gone(stale);
      while (!index.roles(catalog, stale, store.get(AccessTables.VERSION)).isEmpty()) {
        revoke(catalog, fate);
      }
    }
    store.commit(Transaction.builder().put(AccessTables.FOLLOWING, Bytes.EMPTY).build());
  }
}

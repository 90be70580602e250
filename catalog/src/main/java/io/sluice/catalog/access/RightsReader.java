package io.sluice.catalog.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.catalog.record.CatalogRoleRecord;
import io.sluice.catalog.record.CatalogRoleReference;
import io.sluice.catalog.record.GrantRecord;
import io.sluice.catalog.record.PrincipalRoleRecord;
import io.sluice.manager.record.PrincipalRecord;
import io.sluice.manager.record.PrincipalRoleReference;
import io.sluice.manager.request.Versioned;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.MetadataStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads what follows from roles and grants. The version of these is read with every request and
 * decides; what is kept here is only the work of deriving, under the version it was derived from.
 */
final class RightsReader {
  static final long NO_VERSION = Long.MIN_VALUE;

  private static final int MOST_PRINCIPALS = 10_000;
  private static final int MOST_GRANTS = 500_000;
  private static final int READ_AT_ONCE = Limits.TRANSACTION_ITEMS - 1;

  private record RightsKey(
      String accessKeyId, long revision, long version, RoleSelection selection) {}

  private record RoleKey(CatalogRoleReference role, long version) {}

  private record Granted(Map<Securable, Set<Privilege>> privileges) {
    static final Granted NOTHING = new Granted(Map.of());

    int weight() {
      return 1 + privileges.size();
    }
  }

  private final MetadataStore store;
  private final Cache<RightsKey, Rights> rights =
      Caffeine.newBuilder().maximumSize(MOST_PRINCIPALS).build();
  private final Cache<RoleKey, Granted> granted =
      Caffeine.newBuilder()
          .maximumWeight(MOST_GRANTS)
          .weigher((RoleKey _, Granted grants) -> grants.weight())
          .build();

  RightsReader(MetadataStore store) {
    this.store = store;
  }

  /**
   * What a principal may do.
   *
   * @throws VersionChangedException if the version is not the present one
   */
  Rights rights(Versioned<PrincipalRecord> principal, RoleSelection selection, long version) {
    PrincipalRecord record = principal.record();
    if (record.getRotationRequired()) {
      return Rights.NONE;
    }
    RightsKey key =
        new RightsKey(record.getAccessKeyId(), principal.revision(), version, selection);
    Rights known = rights.getIfPresent(key);
    if (known != null) {
      return known;
    }
    Rights read = read(record, selection, version);
    rights.put(key, read);
    return read;
  }

  private Rights read(PrincipalRecord principal, RoleSelection selection, long version) {
    Map<String, Predicate<PrincipalRoleRecord>> wanted = wanted(principal, selection);
    List<Key> keys = wanted.keySet().stream().map(AccessTables::principalRole).toList();
    Map<String, Set<Privilege>> onAll = new LinkedHashMap<>();
    Map<String, List<Rights.Held>> inCatalogs = new HashMap<>();
    List<Optional<Entry>> entries = readAt(version, keys);
    for (int i = 0; i < keys.size(); i++) {
      Optional<PrincipalRoleRecord> found =
          AccessTables.principalRole(keys.get(i), entries.get(i)).map(Versioned::record);
      if (found.isEmpty()
          || !wanted.getOrDefault(found.get().getName(), _ -> false).test(found.get())) {
        continue;
      }
      PrincipalRoleRecord role = found.get();
      Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
      for (String name : role.getPrivilegesList()) {
        Privileges.named(name).map(Implications::of).ifPresent(privileges::addAll);
      }
      onAll.put(role.getName(), privileges);
      for (CatalogRoleReference reference : role.getCatalogRolesList()) {
        inCatalogs
            .computeIfAbsent(reference.getCatalog(), _ -> new ArrayList<>())
            .add(new Rights.Held(role.getName(), reference));
      }
    }
    return new Rights(onAll, inCatalogs);
  }

  /** The names of roles to read, and which of that name are meant. */
  private static Map<String, Predicate<PrincipalRoleRecord>> wanted(
      PrincipalRecord principal, RoleSelection selection) {
    Map<String, Predicate<PrincipalRoleRecord>> wanted = new LinkedHashMap<>();
    for (PrincipalRoleReference reference : principal.getPrincipalRolesList()) {
      boolean selected =
          switch (selection) {
            case RoleSelection.All _ -> true;
            case RoleSelection.Named(Set<String> names) -> names.contains(reference.getName());
            case RoleSelection.Asserted(Set<String> names) -> names.contains(reference.getName());
          };
      if (selected) {
        wanted.merge(
            reference.getName(), role -> role.getId().equals(reference.getId()), Predicate::or);
      }
    }
    if (selection instanceof RoleSelection.Asserted(Set<String> names)) {
      names.forEach(name -> wanted.merge(name, PrincipalRoleRecord::getFederated, Predicate::or));
    }
    return wanted;
  }

  /**
   * What catalog roles grant.
   *
   * @throws VersionChangedException if the version is not the present one
   */
  List<Map<Securable, Set<Privilege>>> grants(List<CatalogRoleReference> roles, long version) {
    Map<CatalogRoleReference, Granted> all = new HashMap<>();
    List<CatalogRoleReference> missing = new ArrayList<>();
    for (CatalogRoleReference role : roles) {
      Granted known = granted.getIfPresent(new RoleKey(role, version));
      if (known != null) {
        all.put(role, known);
      } else if (!missing.contains(role)) {
        missing.add(role);
      }
    }
    List<Key> keys = missing.stream().map(AccessTables::catalogRole).distinct().toList();
    Map<Key, Optional<Entry>> entries = new HashMap<>();
    List<Optional<Entry>> found = readAt(version, keys);
    for (int i = 0; i < keys.size(); i++) {
      entries.put(keys.get(i), found.get(i));
    }
    for (CatalogRoleReference role : missing) {
      Key key = AccessTables.catalogRole(role);
      Granted read =
          AccessTables.catalogRole(key, entries.getOrDefault(key, Optional.empty()))
              .map(Versioned::record)
              .filter(record -> record.getId().equals(role.getId()))
              .map(RightsReader::granted)
              .orElse(Granted.NOTHING);
      granted.put(new RoleKey(role, version), read);
      all.put(role, read);
    }
    return roles.stream()
        .map(role -> all.getOrDefault(role, Granted.NOTHING).privileges())
        .toList();
  }

  private static Granted granted(CatalogRoleRecord role) {
    Map<Securable, Set<Privilege>> privileges = new HashMap<>();
    for (GrantRecord record : role.getGrantsList()) {
      Grant.of(role.getCatalog(), record)
          .ifPresent(
              grant ->
                  privileges
                      .computeIfAbsent(grant.securable(), _ -> EnumSet.noneOf(Privilege.class))
                      .addAll(Implications.of(grant.privilege())));
    }
    return new Granted(privileges);
  }

  private List<Optional<Entry>> readAt(long version, List<Key> keys) {
    List<Optional<Entry>> entries = new ArrayList<>(keys.size());
    for (int from = 0; from < keys.size(); from += READ_AT_ONCE) {
      List<Key> batch = new ArrayList<>();
      batch.add(AccessTables.VERSION);
      batch.addAll(keys.subList(from, Math.min(keys.size(), from + READ_AT_ONCE)));
      List<Optional<Entry>> read = store.getAll(batch);
      if (revision(read.getFirst()) != version) {
        throw new VersionChangedException();
      }
      entries.addAll(read.subList(1, read.size()));
    }
    return entries;
  }

  static long revision(Optional<Entry> version) {
    return version.map(Entry::revision).orElse(NO_VERSION);
  }
}

package io.sluice.catalog.access;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.manager.principal.NewPrincipal;
import io.sluice.manager.principal.PrincipalStore;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.store.MetadataStore;
import io.sluice.store.memory.InMemoryStore;
import java.security.SecureRandom;
import java.util.Map;
import java.util.OptionalInt;

/** Principals, roles and catalogs in a store in memory. */
public final class TestingAccess implements AutoCloseable {
  public static final AccessKey ROOT = new AccessKey("root-key", "root-secret-of-the-tests");

  /** Where there is whatever is granted on. */
  public static final ContentDirectory ANYTHING = (_, _) -> true;

  public final MetadataStore store;
  public final TestingClock clock = new TestingClock();
  public final SecureRandom random = new SecureRandom();
  public final MasterKey masterKey = new MasterKey(new byte[MasterKey.LENGTH], random);
  public final PrincipalStore principals;
  public final PrincipalRoles principalRoles;
  public final TestingCatalogs catalogs;
  public final CatalogRoles catalogRoles;
  public final Actors actors;

  public TestingAccess() {
    this(new InMemoryStore());
  }

  public TestingAccess(MetadataStore store) {
    this.store = store;
    this.principals = new PrincipalStore(store, masterKey, clock, random);
    this.principalRoles = new PrincipalRoles(store, principals, clock, random);
    this.catalogs = new TestingCatalogs(store, clock);
    this.catalogRoles = new CatalogRoles(store, catalogs, principalRoles, clock, random);
    this.actors = new Actors(store, ROOT.id());
    principalRoles.ensureServiceAdmin();
  }

  public AccessKey principal(String name) {
    return principals.create(new NewPrincipal(name, "", Map.of(), false)).key();
  }

  public void catalog(String name) {
    catalogRoles.createCatalog(
        CatalogRecord.newBuilder()
            .setName(name)
            .setDefaultBaseLocation("s3://bucket/" + name)
            .build());
  }

  /** A principal that has one catalog role by one principal role, all of the same name. */
  public AccessKey principalWithRole(String name, String catalog) {
    AccessKey key = principal(name);
    principalRoles.create(name, false, Map.of());
    principalRoles.assign(name, name);
    catalogRoles.create(catalog, name, Map.of());
    catalogRoles.assign(name, catalog, name);
    return key;
  }

  /** Who acts with all roles of a principal, now. */
  public Actor actor(AccessKey key) {
    return actors.actor(
        new Identity.OfPrincipal(key.id(), OptionalInt.empty(), RoleSelection.All.INSTANCE),
        "127.0.0.1");
  }

  @Override
  public void close() {
    store.close();
  }
}

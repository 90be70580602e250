package io.sluice.catalog.access;

import static io.sluice.catalog.access.Privilege.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.access.Securable.OfCatalog;
import io.sluice.catalog.access.Securable.OfNamespace;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.Securable.OfView;
import io.sluice.catalog.access.Securable.Root;
import io.sluice.manager.secret.AccessKey;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks through the table from its other side: what each privilege stands for besides itself. */
class ImplicationsTest {
  private static final Set<Privilege> METADATA =
      EnumSet.of(
          CATALOG_LIST,
          CATALOG_READ_PROPERTIES,
          CATALOG_WRITE_PROPERTIES,
          NAMESPACE_CREATE,
          NAMESPACE_DROP,
          NAMESPACE_LIST,
          NAMESPACE_READ_PROPERTIES,
          NAMESPACE_WRITE_PROPERTIES,
          NAMESPACE_FULL_METADATA,
          TABLE_CREATE,
          TABLE_DROP,
          TABLE_LIST,
          TABLE_READ_PROPERTIES,
          TABLE_WRITE_PROPERTIES,
          TABLE_FULL_METADATA,
          VIEW_CREATE,
          VIEW_DROP,
          VIEW_LIST,
          VIEW_READ_PROPERTIES,
          VIEW_WRITE_PROPERTIES,
          VIEW_FULL_METADATA);

  private static final Namespace OUTER = Namespace.of("outer");
  private static final Namespace INNER = Namespace.of("outer", "inner");
  private static final TableIdentifier NAME = TableIdentifier.of(INNER, "name");

  private static Set<Privilege> expected(Privilege granted) {
    Set<Privilege> expected = EnumSet.of(granted);
    expected.addAll(
        switch (granted) {
          case SERVICE_MANAGE_ACCESS ->
              union(
                  startingWith("PRINCIPAL_", PRINCIPAL_ROTATE_CREDENTIALS, PRINCIPAL_ROLE_USAGE),
                  EnumSet.of(
                      CATALOG_CREATE,
                      CATALOG_DROP,
                      CATALOG_LIST,
                      CATALOG_READ_PROPERTIES,
                      CATALOG_WRITE_PROPERTIES,
                      CATALOG_FULL_METADATA));
          case CATALOG_CREATE, CATALOG_READ_PROPERTIES -> EnumSet.of(CATALOG_LIST);
          case CATALOG_WRITE_PROPERTIES -> EnumSet.of(CATALOG_LIST, CATALOG_READ_PROPERTIES);
          case CATALOG_FULL_METADATA ->
              EnumSet.of(
                  CATALOG_CREATE,
                  CATALOG_DROP,
                  CATALOG_LIST,
                  CATALOG_READ_PROPERTIES,
                  CATALOG_WRITE_PROPERTIES);
          case CATALOG_MANAGE_METADATA -> METADATA;
          case CATALOG_MANAGE_CONTENT ->
              union(
                  METADATA, EnumSet.of(CATALOG_MANAGE_METADATA, TABLE_READ_DATA, TABLE_WRITE_DATA));
          case CATALOG_MANAGE_ACCESS ->
              union(
                  startingWith("CATALOG_ROLE_", CATALOG_ROLE_USAGE),
                  Arrays.stream(Privilege.values())
                      .filter(privilege -> privilege.name().endsWith("_ON_SECURABLE"))
                      .collect(Collectors.toSet()));
          case TABLE_READ_DATA -> EnumSet.of(TABLE_LIST, TABLE_READ_PROPERTIES);
          case TABLE_WRITE_DATA ->
              EnumSet.of(
                  TABLE_LIST, TABLE_READ_PROPERTIES, TABLE_WRITE_PROPERTIES, TABLE_READ_DATA);
          default -> ofOneKind(granted);
        });
    return expected;
  }

  /** What is alike for namespaces, tables, views, principals and roles. */
  private static Set<Privilege> ofOneKind(Privilege granted) {
    String name = granted.name();
    for (String kind :
        List.of(
            "PRINCIPAL_ROLE_", "CATALOG_ROLE_", "NAMESPACE_", "TABLE_", "VIEW_", "PRINCIPAL_")) {
      if (name.startsWith(kind)) {
        return switch (name.substring(kind.length())) {
          case "CREATE", "READ_PROPERTIES" -> named(kind, "LIST");
          case "WRITE_PROPERTIES" -> named(kind, "LIST", "READ_PROPERTIES");
          case "FULL_METADATA" ->
              named(kind, "CREATE", "DROP", "LIST", "READ_PROPERTIES", "WRITE_PROPERTIES");
          default -> Set.of();
        };
      }
    }
    return Set.of();
  }

  private static Set<Privilege> named(String kind, String... names) {
    return Arrays.stream(names)
        .map(kind::concat)
        .map(Privilege::valueOf)
        .collect(Collectors.toSet());
  }

  private static Set<Privilege> startingWith(String start, Privilege... without) {
    return Arrays.stream(Privilege.values())
        .filter(privilege -> privilege.name().startsWith(start))
        .filter(privilege -> !List.of(without).contains(privilege))
        .collect(Collectors.toSet());
  }

  private static Set<Privilege> union(Set<Privilege> one, Set<Privilege> other) {
    Set<Privilege> union = EnumSet.copyOf(one);
    union.addAll(other);
    return union;
  }

  private static Set<Privilege> allowed(Actor actor, Securable securable) {
    return Arrays.stream(Privilege.values())
        .filter(privilege -> actor.may(privilege, securable))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Privilege.class)));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsGrantedAllowsWhatItStandsForAndNothingElse(Privilege granted) {
    try (TestingAccess access = new TestingAccess()) {
      access.catalog("lake");
      access.catalog("other");
      AccessKey key = access.principalWithRole("reader", "lake");
      access.catalogRoles.grant(
          "lake",
          "reader",
          new Grant(granted, new OfNamespace("lake", OUTER)),
          TestingAccess.ANYTHING);
      Actor actor = access.actor(key);

      for (Securable inside :
          List.of(
              new OfNamespace("lake", OUTER),
              new OfNamespace("lake", INNER),
              new OfTable("lake", NAME),
              new OfView("lake", NAME))) {
        assertThat(allowed(actor, inside)).as("on %s", inside).isEqualTo(expected(granted));
      }
      for (Securable outside :
          List.of(
              new Root(),
              new OfCatalog("lake"),
              new OfCatalog("other"),
              new OfNamespace("lake", Namespace.of("inner")),
              new OfNamespace("lake", Namespace.of("outer.inner")),
              new OfNamespace("other", OUTER),
              new OfTable("lake", TableIdentifier.of("name")),
              new OfTable("other", NAME))) {
        assertThat(allowed(actor, outside)).as("on %s", outside).isEmpty();
      }
    }
  }

  @Test
  void whatIsGrantedOnATableIsNotGrantedOnAViewOfItsName() {
    try (TestingAccess access = new TestingAccess()) {
      access.catalog("lake");
      AccessKey key = access.principalWithRole("reader", "lake");
      access.catalogRoles.grant(
          "lake",
          "reader",
          new Grant(TABLE_READ_DATA, new OfTable("lake", NAME)),
          TestingAccess.ANYTHING);
      assertThat(allowed(access.actor(key), new OfTable("lake", NAME)))
          .containsExactlyInAnyOrder(TABLE_READ_DATA, TABLE_READ_PROPERTIES, TABLE_LIST);
      assertThat(allowed(access.actor(key), new OfView("lake", NAME))).isEmpty();
      assertThat(allowed(access.actor(key), new OfNamespace("lake", INNER))).isEmpty();
    }
  }

  @Test
  void theAdministratorsOfAllAdministerEveryCatalogButReadNoData() {
    try (TestingAccess access = new TestingAccess()) {
      AccessKey key = access.principal("admin");
      access.principalRoles.assign("admin", PrincipalRoles.SERVICE_ADMIN);
      access.catalog("lake");
      Actor actor = access.actor(key);
      assertThat(allowed(actor, new Root())).isEqualTo(expected(SERVICE_MANAGE_ACCESS));
      assertThat(allowed(actor, new OfTable("lake", NAME)))
          .contains(CATALOG_MANAGE_ACCESS, CATALOG_MANAGE_METADATA)
          .doesNotContain(TABLE_READ_DATA, TABLE_WRITE_DATA, CATALOG_MANAGE_CONTENT);
    }
  }

  @Test
  void theRootMayDoEverything() {
    try (TestingAccess access = new TestingAccess()) {
      Actor root = access.actors.actor(Identity.Root.INSTANCE, "");
      assertThat(allowed(root, new Root())).isEqualTo(EnumSet.allOf(Privilege.class));
      assertThat(root.guards(TABLE_READ_DATA, new OfTable("lake", NAME)))
          .isEqualTo(List.of(new Guard("principal/root", 0)));
      assertThat(root.name()).isEqualTo("root");
    }
  }
}

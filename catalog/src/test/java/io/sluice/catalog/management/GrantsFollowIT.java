package io.sluice.catalog.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.catalog.access.ContentDirectory;
import io.sluice.catalog.access.Grant;
import io.sluice.catalog.access.Guard;
import io.sluice.catalog.access.Privilege;
import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.entity.TestingStore;
import io.sluice.catalog.management.TestingServer.Answer;
import io.sluice.manager.principal.RevocationCounters;
import io.sluice.manager.secret.AccessKey;
import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Grants go and are renamed with what they are on, as clients see it. */
class GrantsFollowIT {
  private static final Key FOLLOWING =
      new Key(new Table("access-version"), Bytes.utf8("following"));
  private static final String SCHEMA =
      """
      {"type": "struct", "schema-id": 0,
       "fields": [{"id": 1, "name": "id", "required": true, "type": "long"}]}""";

  private final TestingStore store = new TestingStore();
  private TestingServer server = new TestingServer(new TestingAccess(store));
  private String root = "";
  private AccessKey reader = TestingAccess.ROOT;

  @BeforeEach
  void begin() {
    root = server.tokenOf(TestingAccess.ROOT);
    server.access.catalog("lake");
    reader = server.access.principalWithRole("reader", "lake");
    create("/namespaces", "{\"namespace\": [\"ns\"]}");
    create("/namespaces", "{\"namespace\": [\"other\"]}");
    createTable("ns", "t");
  }

  @AfterEach
  void end() {
    server.close();
  }

  private void create(String path, String body) {
    assertThat(server.catalog(root, "POST", "/lake" + path, body).status()).isEqualTo(200);
  }

  private void createTable(String namespace, String name) {
    create(
        "/namespaces/" + namespace + "/tables",
        """
        {"name": "%s", "location": "memory://%s", "schema": %s}"""
            .formatted(name, UUID.randomUUID(), SCHEMA));
  }

  private void grant(String role, String grant) {
    Answer answer =
        server.call(
            root,
            "PUT",
            "/catalogs/lake/catalog-roles/" + role + "/grants",
            "{\"grant\": {%s}}".formatted(grant));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  private static String onTable(String namespace, String name, String privilege) {
    return """
        "type": "table", "namespace": ["%s"], "tableName": "%s", "privilege": "%s\""""
        .formatted(namespace, name, privilege);
  }

  private static String onNamespace(String namespace, String privilege) {
    return """
        "type": "namespace", "namespace": ["%s"], "privilege": "%s\""""
        .formatted(namespace, privilege);
  }

  private int drop(String path) {
    return server.catalog(root, "DELETE", "/lake/namespaces/" + path, null).status();
  }

  private int rename(String kind, String from, String fromName, String to, String toName) {
    String body =
        """
        {"source": {"namespace": ["%s"], "name": "%s"},
         "destination": {"namespace": ["%s"], "name": "%s"}}"""
            .formatted(from, fromName, to, toName);
    return server.catalog(root, "POST", "/lake/" + kind + "/rename", body).status();
  }

  /** What a principal gets that loads a table. */
  private int load(String namespace, String name) {
    String path = "/lake/namespaces/" + namespace + "/tables/" + name;
    return server.catalog(server.tokenOf(reader), "GET", path, null).status();
  }

  private Set<String> grants(String role) {
    return server
        .get(root, "/catalogs/lake/catalog-roles/" + role + "/grants")
        .body()
        .path("grants")
        .valueStream()
        .map(
            (JsonNode grant) ->
                grant.path("namespace").path(0).asText()
                    + "/"
                    + grant.path("tableName").asText()
                    + grant.path("viewName").asText())
        .collect(Collectors.toSet());
  }

  private List<Guard> guards(String namespace, String name) {
    return server
        .access
        .actor(reader)
        .guards(
            Privilege.TABLE_READ_DATA, new OfTable("lake", TableIdentifier.of(namespace, name)));
  }

  /** Whether credentials that rest on these are still good. */
  private boolean hold(List<Guard> guards) {
    return guards.stream()
        .allMatch(
            guard ->
                RevocationCounters.count(store.get(RevocationCounters.key(guard.entity())))
                    == guard.counter());
  }

  @Test
  void aTableThatIsMadeAgainHasNoneOfTheGrantsOfTheDroppedOne() {
    grant("reader", onTable("ns", "t", "TABLE_READ_DATA"));
    assertThat(load("ns", "t")).isEqualTo(200);
    List<Guard> vended = guards("ns", "t");

    assertThat(drop("ns/tables/t")).isEqualTo(204);
    assertThat(grants("reader")).isEmpty();
    assertThat(hold(vended)).isFalse();

    createTable("ns", "t");
    assertThat(load("ns", "t")).isEqualTo(403);
  }

  @Test
  void grantsGoAlongToAnotherNameAndWhatIsVendedWithThem() {
    grant("reader", onTable("ns", "t", "TABLE_READ_DATA"));
    List<Guard> vended = guards("ns", "t");

    assertThat(rename("tables", "ns", "t", "other", "u")).isEqualTo(204);
    assertThat(load("other", "u")).isEqualTo(200);
    assertThat(grants("reader")).containsExactly("other/u");
    assertThat(hold(vended)).isTrue();

    createTable("ns", "t");
    assertThat(load("ns", "t")).isEqualTo(403);
  }

  @Test
  void whoHasTheNameOfADroppedOneKeepsItsOwnGrantsAndGetsNoOthers() {
    createTable("ns", "u");
    grant("reader", onTable("ns", "t", "TABLE_READ_DATA"));
    assertThat(drop("ns/tables/t")).isEqualTo(204);
    assertThat(rename("tables", "ns", "u", "ns", "t")).isEqualTo(204);
    assertThat(load("ns", "t")).isEqualTo(403);

    createTable("ns", "v");
    grant("reader", onTable("ns", "v", "TABLE_READ_DATA"));
    assertThat(drop("ns/tables/t")).isEqualTo(204);
    assertThat(rename("tables", "ns", "v", "ns", "t")).isEqualTo(204);
    assertThat(load("ns", "t")).isEqualTo(200);
    assertThat(grants("reader")).containsExactly("ns/t");
  }

  @Test
  void whatIsVendedByTheGrantOnANamespaceEndsWhenTheTableLeavesIt() {
    grant("reader", onNamespace("ns", "TABLE_READ_DATA"));
    List<Guard> vended = guards("ns", "t");
    assertThat(rename("tables", "ns", "t", "ns", "u")).isEqualTo(204);
    assertThat(hold(vended)).isTrue();

    assertThat(rename("tables", "ns", "u", "other", "u")).isEqualTo(204);
    assertThat(hold(vended)).isFalse();
    assertThat(load("other", "u")).isEqualTo(403);
    assertThat(grants("reader")).containsExactly("ns/");
  }

  @Test
  void namespacesAndViewsTakeTheirGrantsAlong() {
    grant("reader", onNamespace("ns", "TABLE_READ_DATA"));
    assertThat(drop("ns/tables/t")).isEqualTo(204);
    assertThat(grants("reader")).containsExactly("ns/");
    assertThat(drop("ns")).isEqualTo(204);
    assertThat(grants("reader")).isEmpty();
    create("/namespaces", "{\"namespace\": [\"ns\"]}");
    createTable("ns", "t");
    assertThat(load("ns", "t")).isEqualTo(403);

    create(
        "/namespaces/ns/views",
        """
        {"name": "v", "location": "memory://%s", "schema": %s, "properties": {},
         "view-version": {"version-id": 1, "timestamp-ms": 1, "schema-id": 0, "summary": {},
           "default-namespace": ["ns"],
           "representations": [{"type": "sql", "sql": "select 1", "dialect": "spark"}]}}"""
            .formatted(UUID.randomUUID(), SCHEMA));
    grant(
        "reader",
        "\"type\": \"view\", \"namespace\": [\"ns\"], \"viewName\": \"v\","
            + " \"privilege\": \"VIEW_READ_PROPERTIES\"");
    assertThat(rename("views", "ns", "v", "other", "w")).isEqualTo(204);
    assertThat(grants("reader")).containsExactly("other/w");
    assertThat(drop("other/views/w")).isEqualTo(204);
    assertThat(grants("reader")).isEmpty();
  }

  @Test
  void nothingIsGrantedOnWhatGoesMeanwhile() {
    ContentDirectory there =
        (_, transaction) -> {
          assertThat(drop("ns/tables/t")).isEqualTo(204);
          transaction.requirePresent(
              io.sluice.catalog.record.Keys.entity(
                  server.access.catalogs.find("lake").orElseThrow().getId(),
                  TableIdentifier.of("ns", "t")));
          return true;
        };
    AtomicInteger looks = new AtomicInteger();
    ContentDirectory first =
        (securable, transaction) ->
            looks.getAndIncrement() == 0 && there.require(securable, transaction);
    assertThatThrownBy(
            () ->
                server.access.catalogRoles.grant(
                    "lake",
                    "reader",
                    new Grant(
                        Privilege.TABLE_READ_DATA,
                        new OfTable("lake", TableIdentifier.of("ns", "t"))),
                    first))
        .hasMessageContaining("no such table");
    assertThat(grants("reader")).isEmpty();
  }

  @Test
  void aDropThatEndsBetweenManyRolesLeavesNoGrantToTheNextOne() {
    for (int i = 0; i < 60; i++) {
      server.access.catalogRoles.create("lake", "role" + i, java.util.Map.of());
      grant("role" + i, onTable("ns", "t", "TABLE_READ_DATA"));
    }
    grant("reader", onTable("ns", "t", "TABLE_READ_DATA"));
    assertThat(rename("tables", "ns", "t", "ns", "u")).isEqualTo(400);
    AtomicInteger commits = new AtomicInteger();
    store.before(
        _ -> {
          if (commits.incrementAndGet() > 1) {
            throw new StoreException(StoreError.UNAVAILABLE, "killed here");
          }
        });
    assertThat(drop("ns/tables/t")).isEqualTo(503);
    store.before(_ -> {});
    assertThat(load("ns", "t")).isIn(200, 403);

    assertThat(drop("ns/tables/t")).isEqualTo(204);
    for (int i = 0; i < 60; i++) {
      assertThat(grants("role" + i)).isEmpty();
    }
    createTable("ns", "t");
    assertThat(load("ns", "t")).isEqualTo(403);
  }

  @Test
  void whatEarlierVersionsLeftBehindIsRemovedAtTheNextStart() {
    grant("reader", onTable("ns", "t", "TABLE_READ_DATA"));
    server.access.catalogRoles.grant(
        "lake",
        "reader",
        new Grant(
            Privilege.TABLE_READ_DATA, new OfTable("lake", TableIdentifier.of("ns", "dropped"))),
        (_, _) -> true);
    assertThat(grants("reader")).containsExactlyInAnyOrder("ns/t", "ns/dropped");
    long _ = store.commit(Transaction.builder().delete(FOLLOWING).build());

    try (TestingServer next = new TestingServer(new TestingAccess(store))) {
      assertThat(grants("reader")).containsExactly("ns/t");
      assertThat(next.access.store.get(FOLLOWING)).isPresent();
    }
  }
}

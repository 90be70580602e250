package io.sluice.catalog.management;

import static io.sluice.catalog.management.TestingServer.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.access.Securable.OfTable;
import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.management.TestingServer.Answer;
import io.sluice.manager.secret.AccessKey;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementApiIT {
  private static final String LAKE =
      """
      {"catalog": {"type": "INTERNAL", "name": "lake",
       "properties": {"default-base-location": "s3://bucket/lake", "owner": "me"},
       "storageConfigInfo": {"storageType": "S3", "allowedLocations": ["s3://bucket/lake/"],
         "roleArn": "arn:aws:iam::123456789012:role/lake", "region": "eu-central-1",
         "endpoint": "https://s3.example.com:9000", "pathStyleAccess": true}}}
      """;

  private final TestingServer server = new TestingServer();
  private String root = "";

  @BeforeEach
  void begin() {
    root = server.tokenOf(TestingAccess.ROOT);
  }

  @AfterEach
  void end() {
    server.close();
  }

  private Answer post(String path, String body) {
    return server.call(root, "POST", path, body);
  }

  private Answer put(String path, String body) {
    return server.call(root, "PUT", path, body);
  }

  private Answer delete(String path) {
    return server.call(root, "DELETE", path, null);
  }

  private Answer get(String path) {
    return server.get(root, path);
  }

  private AccessKey createPrincipal(String name) {
    Answer created = post("/principals", "{\"principal\": {\"name\": \"%s\"}}".formatted(name));
    assertThat(created.status()).isEqualTo(201);
    return new AccessKey(
        created.body().at("/credentials/clientId").asText(),
        created.body().at("/credentials/clientSecret").asText());
  }

  @Test
  void aCatalogIsCreatedShownChangedAndDropped() {
    Answer created = post("/catalogs", LAKE);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().at("/entityVersion").asInt()).isEqualTo(1);
    assertThat(post("/catalogs", LAKE).error()).isEqualTo("AlreadyExistsException");

    Answer got = get("/catalogs/lake");
    assertThat(got.body()).isEqualTo(created.body());
    assertThat(got.text("type")).isEqualTo("INTERNAL");
    assertThat(got.body().at("/properties/default-base-location").asText())
        .isEqualTo("s3://bucket/lake");
    assertThat(got.body().at("/properties/owner").asText()).isEqualTo("me");
    assertThat(got.body().at("/storageConfigInfo/roleArn").asText()).contains("role/lake");
    assertThat(got.body().at("/storageConfigInfo/pathStyleAccess").asBoolean()).isTrue();
    assertThat(got.body().at("/createTimestamp").asLong()).isEqualTo(server.access.clock.millis());
    assertThat(names(get("/catalogs"), "catalogs")).containsExactly("lake");

    String change = "{\"currentEntityVersion\": 1, \"properties\": {\"a\": \"b\"}}";
    Answer changed = put("/catalogs/lake", change);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().at("/entityVersion").asInt()).isEqualTo(2);
    assertThat(changed.body().at("/properties/a").asText()).isEqualTo("b");
    assertThat(changed.body().at("/properties/default-base-location").asText()).isNotEmpty();
    assertThat(put("/catalogs/lake", change).status()).isEqualTo(409);

    assertThat(names(get("/catalogs/lake/catalog-roles"), "roles"))
        .containsExactly("catalog_admin");
    server.access.catalogs.notEmpty.add("lake");
    assertThat(delete("/catalogs/lake").status()).isEqualTo(400);
    server.access.catalogs.notEmpty.clear();
    post("/catalogs/lake/catalog-roles", "{\"catalogRole\": {\"name\": \"reader\"}}");
    assertThat(delete("/catalogs/lake").status()).isEqualTo(400);
    assertThat(delete("/catalogs/lake/catalog-roles/reader").status()).isEqualTo(204);
    assertThat(delete("/catalogs/lake").status()).isEqualTo(204);
    assertThat(get("/catalogs/lake").error()).isEqualTo("NotFoundException");
    assertThat(delete("/catalogs/lake").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"catalog\": 1}",
        "not json",
        "{\"catalog\": {\"type\": \"EXTERNAL\", \"name\": \"x\"}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {}}}",
        "{\"catalog\": {\"name\": \"system$x\", \"properties\": {}}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {\"default-base-location\": 1}}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {\"default-base-location\":"
            + " \"file:/etc\"}, \"storageConfigInfo\": {\"storageType\": \"S3\"}}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {\"default-base-location\":"
            + " \"s3://b/a/../c\"}, \"storageConfigInfo\": {\"storageType\": \"S3\"}}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {\"default-base-location\":"
            + " \"s3://b/a\"}, \"storageConfigInfo\": {\"storageType\": \"GCS\"}}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {\"default-base-location\":"
            + " \"s3://b/a\"}, \"storageConfigInfo\": {\"storageType\": \"S3\", \"rolArn\":"
            + " \"arn:a\"}}}",
        "{\"catalog\": {\"name\": \"x\", \"properties\": {\"default-base-location\":"
            + " \"s3://b/a\"}, \"storageConfigInfo\": {\"storageType\": \"S3\", \"endpoint\":"
            + " \"ftp://x\"}}}",
      })
  void aCatalogThatMakesNoSenseIsRefused(String body) {
    Answer answer = post("/catalogs", body);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("BadRequestException");
    assertThat(answer.body().at("/error/code").asInt()).isEqualTo(400);
  }

  @Test
  void aPrincipalIsCreatedShownChangedRotatedAndDeleted() {
    AccessKey key = createPrincipal("alice");
    assertThat(post("/principals", "{\"principal\": {\"name\": \"alice\"}}").status())
        .isEqualTo(409);
    assertThat(post("/principals", "{\"principal\": {\"name\": \"root\"}}").status())
        .isEqualTo(400);
    Answer got = get("/principals/alice");
    assertThat(got.text("clientId")).isEqualTo(key.id());
    assertThat(got.body().toString()).doesNotContain(key.secret());
    assertThat(got.body().at("/entityVersion").asInt()).isEqualTo(1);
    assertThat(names(get("/principals"), "principals")).containsExactly("alice");

    String change = "{\"currentEntityVersion\": 1, \"properties\": {\"team\": \"data\"}}";
    assertThat(put("/principals/alice", change).body().at("/properties/team").asText())
        .isEqualTo("data");
    assertThat(put("/principals/alice", change).error()).isEqualTo("CommitFailedException");

    String own = server.tokenOf(key);
    Answer rotated = server.call(own, "POST", "/principals/alice/rotate", null);
    assertThat(rotated.status()).isEqualTo(200);
    assertThat(rotated.body().at("/credentials/clientId").asText()).isEqualTo(key.id());
    assertThat(rotated.body().at("/credentials/clientSecret").asText())
        .isNotEmpty()
        .isNotEqualTo(key.secret());
    assertThat(server.call(own, "POST", "/principals/alice/rotate", null).status()).isEqualTo(401);
    assertThat(post("/principals/alice/reset", "{}").status()).isEqualTo(200);
    assertThat(post("/principals/alice/reset", "{\"clientSecret\": \"mine\"}").status())
        .isEqualTo(400);

    assertThat(delete("/principals/alice").status()).isEqualTo(204);
    assertThat(get("/principals/alice").status()).isEqualTo(404);
  }

  @Test
  void credentialsThatMustBeRotatedAreGoodForThatOnly() {
    Answer created =
        post(
            "/principals",
            "{\"principal\": {\"name\": \"new\"}, \"credentialRotationRequired\": true}");
    put("/principals/new/principal-roles", "{\"principalRole\": {\"name\": \"service_admin\"}}");
    AccessKey first =
        new AccessKey(
            created.body().at("/credentials/clientId").asText(),
            created.body().at("/credentials/clientSecret").asText());
    String token = server.tokenOf(first);
    assertThat(server.get(token, "/principals").status()).isEqualTo(403);
    Answer rotated = server.call(token, "POST", "/principals/new/rotate", null);
    AccessKey second =
        new AccessKey(first.id(), rotated.body().at("/credentials/clientSecret").asText());
    assertThat(server.get(server.tokenOf(second), "/principals").status()).isEqualTo(200);
  }

  @Test
  void rolesAreCreatedAssignedListedAndTakenAway() {
    post("/catalogs", LAKE);
    createPrincipal("alice");
    Answer role = post("/principal-roles", "{\"principalRole\": {\"name\": \"team a/b\"}}");
    assertThat(role.status()).isEqualTo(201);
    assertThat(role.body().at("/federated").asBoolean()).isFalse();
    String one = "/principal-roles/team%20a%2Fb";
    assertThat(get(one).body()).isEqualTo(role.body());
    assertThat(post("/principal-roles", "{\"principalRole\": {\"name\": \"team a/b\"}}").status())
        .isEqualTo(409);
    assertThat(names(get("/principal-roles"), "roles"))
        .containsExactlyInAnyOrder("service_admin", "team a/b");
    String change = "{\"currentEntityVersion\": 1, \"properties\": {\"x\": \"y\"}}";
    assertThat(put(one, change).status()).isEqualTo(200);
    assertThat(put(one, change).status()).isEqualTo(409);

    String toPrincipal = "{\"principalRole\": {\"name\": \"team a/b\"}}";
    assertThat(put("/principals/alice/principal-roles", toPrincipal).status()).isEqualTo(201);
    assertThat(put("/principals/alice/principal-roles", toPrincipal).status()).isEqualTo(201);
    assertThat(put("/principals/nobody/principal-roles", toPrincipal).status()).isEqualTo(404);
    assertThat(names(get("/principals/alice/principal-roles"), "roles"))
        .containsExactly("team a/b");
    assertThat(names(get(one + "/principals"), "principals")).containsExactly("alice");

    String ofCatalog = "/catalogs/lake/catalog-roles";
    assertThat(post(ofCatalog, "{\"catalogRole\": {\"name\": \"reader\"}}").status())
        .isEqualTo(201);
    assertThat(put(ofCatalog + "/reader", change).status()).isEqualTo(200);
    assertThat(put(ofCatalog + "/reader", change).status()).isEqualTo(409);
    assertThat(get(ofCatalog + "/none").status()).isEqualTo(404);
    assertThat(get("/catalogs/none/catalog-roles").status()).isEqualTo(404);
    String toRole = "{\"catalogRole\": {\"name\": \"reader\"}}";
    assertThat(put(one + "/catalog-roles/lake", toRole).status()).isEqualTo(201);
    assertThat(names(get(one + "/catalog-roles/lake"), "roles")).containsExactly("reader");
    assertThat(names(get(ofCatalog + "/reader/principal-roles"), "roles"))
        .containsExactly("team a/b");
    assertThat(names(get(ofCatalog + "/catalog_admin/principal-roles"), "roles"))
        .containsExactly("service_admin");

    assertThat(delete(one + "/catalog-roles/lake/reader").status()).isEqualTo(204);
    assertThat(delete(one + "/catalog-roles/lake/reader").status()).isEqualTo(404);
    assertThat(delete("/principals/alice/principal-roles/team%20a%2Fb").status()).isEqualTo(204);
    assertThat(delete("/principals/alice/principal-roles/team%20a%2Fb").status()).isEqualTo(404);
    assertThat(delete(one).status()).isEqualTo(204);
    assertThat(delete("/principal-roles/service_admin").status()).isEqualTo(400);
    assertThat(delete(ofCatalog + "/catalog_admin").status()).isEqualTo(400);
  }

  @Test
  void grantsAreAddedListedAndRevoked() {
    post("/catalogs", LAKE);
    post("/catalogs/lake/catalog-roles", "{\"catalogRole\": {\"name\": \"reader\"}}");
    String grants = "/catalogs/lake/catalog-roles/reader/grants";
    String onCatalog = "{\"grant\": {\"type\": \"catalog\", \"privilege\": \"TABLE_LIST\"}}";
    String onTable =
        "{\"grant\": {\"type\": \"table\", \"namespace\": [\"a\", \"b.c\"], \"tableName\": \"t\","
            + " \"privilege\": \"TABLE_LIST\"}}";
    assertThat(put(grants, onCatalog).status()).isEqualTo(201);
    assertThat(put(grants, onCatalog).status()).isEqualTo(201);
    assertThat(put(grants, onTable).error()).isEqualTo("NotFoundException");
    server.contents.add(new OfTable("lake", TableIdentifier.of("a", "b.c", "t")));
    assertThat(put(grants, onTable).status()).isEqualTo(201);
    assertThat(get(grants).body().path("grants")).hasSize(2);
    assertThat(get(grants).body().at("/grants/1/namespace/1").asText()).isEqualTo("b.c");

    for (String wrong :
        List.of(
            "{\"grant\": {\"type\": \"catalog\", \"privilege\": \"SERVICE_MANAGE_ACCESS\"}}",
            "{\"grant\": {\"type\": \"catalog\", \"privilege\": \"NONE\"}}",
            "{\"grant\": {\"type\": \"table\", \"privilege\": \"TABLE_LIST\"}}",
            "{\"grant\": {\"type\": \"everything\", \"privilege\": \"TABLE_LIST\"}}",
            "{\"grant\": {\"type\": \"namespace\", \"namespace\": [], \"privilege\":"
                + " \"TABLE_LIST\"}}")) {
      assertThat(put(grants, wrong).status()).as(wrong).isEqualTo(400);
    }
    assertThat(post(grants + "?cascade=maybe", onCatalog).status()).isEqualTo(400);
    assertThat(post(grants, onCatalog).status()).isEqualTo(201);
    assertThat(post(grants, onCatalog).status()).isEqualTo(404);
    assertThat(get(grants).body().path("grants")).hasSize(1);
    assertThat(post(grants + "?cascade=true", onCatalog).status()).isEqualTo(201);
    assertThat(get(grants).body().path("grants")).isEmpty();
  }

  @Test
  void nobodyDoesAnythingWithoutAPrivilege() {
    post("/catalogs", LAKE);
    String token = server.tokenOf(createPrincipal("nobody"));
    List<String> paths =
        List.of(
            "GET /catalogs",
            "POST /catalogs",
            "GET /catalogs/lake",
            "GET /catalogs/none",
            "PUT /catalogs/lake",
            "DELETE /catalogs/lake",
            "GET /principals",
            "POST /principals",
            "GET /principals/nobody",
            "GET /principals/none",
            "PUT /principals/nobody",
            "DELETE /principals/nobody",
            "POST /principals/other/rotate",
            "POST /principals/nobody/reset",
            "GET /principals/nobody/principal-roles",
            "PUT /principals/nobody/principal-roles",
            "DELETE /principals/nobody/principal-roles/service_admin",
            "GET /principal-roles",
            "POST /principal-roles",
            "GET /principal-roles/service_admin",
            "PUT /principal-roles/service_admin",
            "DELETE /principal-roles/service_admin",
            "GET /principal-roles/service_admin/principals",
            "GET /principal-roles/service_admin/catalog-roles/lake",
            "PUT /principal-roles/service_admin/catalog-roles/lake",
            "DELETE /principal-roles/service_admin/catalog-roles/lake/catalog_admin",
            "GET /catalogs/lake/catalog-roles",
            "POST /catalogs/lake/catalog-roles",
            "GET /catalogs/lake/catalog-roles/catalog_admin",
            "PUT /catalogs/lake/catalog-roles/catalog_admin",
            "DELETE /catalogs/lake/catalog-roles/catalog_admin",
            "GET /catalogs/lake/catalog-roles/catalog_admin/principal-roles",
            "GET /catalogs/lake/catalog-roles/catalog_admin/grants");
    for (String path : paths) {
      String[] parts = path.split(" ", 2);
      Answer answer = server.call(token, parts[0], parts[1], "{}");
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.body().at("/error/message").asText()).isEqualTo("forbidden");
      assertThat(server.call("none", parts[0], parts[1], "{}").status()).as(path).isEqualTo(401);
    }
    String grant = "{\"grant\": {\"type\": \"catalog\", \"privilege\": \"TABLE_LIST\"}}";
    String grants = "/catalogs/lake/catalog-roles/catalog_admin/grants";
    assertThat(server.call(token, "PUT", grants, grant).status()).isEqualTo(403);
    assertThat(server.call(token, "POST", grants, grant).status()).isEqualTo(403);
  }

  @Test
  void whoAdministersOneCatalogAdministersNoOther() {
    post("/catalogs", LAKE);
    post("/catalogs", LAKE.replace("\"lake\"", "\"other\""));
    String token = server.tokenOf(createPrincipal("alice"));
    post("/principal-roles", "{\"principalRole\": {\"name\": \"admins\"}}");
    put("/principals/alice/principal-roles", "{\"principalRole\": {\"name\": \"admins\"}}");
    put(
        "/principal-roles/admins/catalog-roles/lake",
        "{\"catalogRole\": {\"name\": \"catalog_admin\"}}");

    assertThat(server.get(token, "/catalogs/lake/catalog-roles").status()).isEqualTo(200);
    assertThat(server.get(token, "/catalogs/other/catalog-roles").status()).isEqualTo(403);

    String properties = "{\"currentEntityVersion\": 1, \"properties\": {\"a\": \"b\"}}";
    assertThat(server.call(token, "PUT", "/catalogs/lake", properties).status()).isEqualTo(200);
    for (String elsewhere :
        List.of(
            "\"properties\": {\"default-base-location\": \"s3://bucket\"}",
            "\"properties\": {\"storage-profile\": \"better\"}",
            "\"properties\": {\"storage-profiles\": \"better\"}",
            "\"storageConfigInfo\": {\"storageType\": \"S3\"}")) {
      String change = "{\"currentEntityVersion\": 2, %s}".formatted(elsewhere);
      assertThat(server.call(token, "PUT", "/catalogs/lake", change).status())
          .as(elsewhere)
          .isEqualTo(403);
    }

    delete("/principal-roles/admins/catalog-roles/lake/catalog_admin");
    assertThat(server.get(token, "/catalogs/lake/catalog-roles").status()).isEqualTo(403);
  }
}

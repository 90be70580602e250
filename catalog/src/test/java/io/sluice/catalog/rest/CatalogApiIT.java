package io.sluice.catalog.rest;

import static io.sluice.catalog.rest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.access.Privilege;
import io.sluice.store.MetadataStore;
import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.OutputFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients see of the catalog, request by request. */
class CatalogApiIT {
  private static final String SCHEMA =
      """
      {"type": "struct", "schema-id": 0,
       "fields": [{"id": 1, "name": "id", "required": true, "type": "long"}]}""";
  private static final String TABLES = "/v1/lake/namespaces/ns/tables";

  private final MetadataStore store = openStore();
  private final String base = "memory://" + UUID.randomUUID();
  private TestingCatalogServer server = new TestingCatalogServer(store, base);

  /** An engine to run on, with nothing in it. */
  MetadataStore openStore() {
    return new InMemoryStore();
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  private HttpResponse<String> createNamespace(String levels, String... headers) {
    return server.send(
        "POST", "/v1/lake/namespaces", "{\"namespace\": [%s]}".formatted(levels), headers);
  }

  private HttpResponse<String> createTable(String name, String... headers) {
    return server.send("POST", TABLES, table(name), headers);
  }

  private static String table(String name) {
    return "{\"name\": \"%s\", \"schema\": %s}".formatted(name, SCHEMA);
  }

  private static String set(String key) {
    return """
        {"requirements": [],
         "updates": [{"action": "set-properties", "updates": {"%s": "1"}}]}"""
        .formatted(key);
  }

  private void assertError(HttpResponse<String> response, int status, String type) {
    assertThat(response.body()).contains("\"type\":\"%s\"".formatted(type));
    assertThat(response.body()).contains("\"code\":%d".formatted(status));
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private static String field(HttpResponse<String> response, String name) {
    Matcher matcher =
        Pattern.compile("\"%s\":\"([^\"]*)\"".formatted(name)).matcher(response.body());
    return matcher.find() ? matcher.group(1) : "";
  }

  @Test
  void configNamesThePrefixAndWhatIsServed() {
    HttpResponse<String> config = server.send("GET", "/v1/config?warehouse=lake", "");

    assertThat(config.statusCode()).isEqualTo(200);
    assertThat(config.body())
        .contains("\"prefix\":\"lake\"")
        .contains("GET /v1/{prefix}/namespaces/{namespace}/tables/{table}")
        .contains("\"idempotency-key-lifetime\":\"PT30M\"");
    assertError(server.send("GET", "/v1/config?warehouse=none", ""), 404, "NotFoundException");
    assertError(server.send("GET", "/v1/config", ""), 400, "BadRequestException");
  }

  @Test
  void whatIsWrongIsSaidInTheSpecificationsWords() {
    var _ = createNamespace("\"ns\"");
    assertError(createNamespace("\"ns\""), 409, "AlreadyExistsException");
    assertError(createNamespace(""), 400, "BadRequestException");
    assertError(createNamespace("\"a\", \"\""), 400, "BadRequestException");
    assertError(createNamespace("\"none\", \"b\""), 404, "NoSuchNamespaceException");
    assertError(server.send("GET", TABLES + "/none", ""), 404, "NoSuchTableException");
    assertError(
        server.send("GET", "/v1/lake/namespaces/ns/views/none", ""), 404, "NoSuchViewException");
    assertError(server.send("GET", "/v1/none/namespaces", ""), 404, "NotFoundException");
    assertError(server.send("POST", TABLES, "{"), 400, "BadRequestException");
    assertError(server.send("POST", TABLES, "{}"), 400, "BadRequestException");
    assertError(server.send("POST", TABLES, "null"), 400, "BadRequestException");
    assertError(server.send("GET", "/v1/lake/nothing", ""), 404, "NotFoundException");
    HttpResponse<String> method = server.send("PATCH", TABLES, "{}");
    assertError(method, 405, "UnsupportedOperationException");
    assertThat(method.headers().firstValue("Allow")).hasValue("GET, POST");
    assertError(server.send("GET", TABLES + "?pageSize=0", ""), 400, "BadRequestException");
    assertError(
        server.send("POST", TABLES + "/t", "{\"requirements\": [], \"updates\": []}"),
        404,
        "NoSuchTableException");
  }

  @Test
  void aNamespaceNamesNoProfileThatItsCatalogMayNotUse() {
    String profile = "\"sluice.storage-profile\": \"%s\"";
    assertError(
        server.send(
            "POST",
            "/v1/lake/namespaces",
            "{\"namespace\": [\"ns\"], \"properties\": {%s}}"
                .formatted(profile.formatted(TestingTableStorage.FORBIDDEN_PROFILE))),
        403,
        "ForbiddenException");
    var _ = createNamespace("\"ns\"");
    assertError(
        server.send(
            "POST",
            "/v1/lake/namespaces/ns/properties",
            "{\"updates\": {%s}}"
                .formatted(profile.formatted(TestingTableStorage.FORBIDDEN_PROFILE))),
        403,
        "ForbiddenException");
    assertThat(server.send("GET", "/v1/lake/namespaces/ns", "").body())
        .doesNotContain("sluice.storage-profile");
  }

  /** A few KiB that are a GiB when they are expanded. */
  @Test
  void aMetadataFileThatExpandsWithoutEndIsRefused() throws IOException {
    var _ = createNamespace("\"ns\"");
    String file = "memory://bomb/metadata/1.gz.metadata.json";
    OutputFile bomb = new InMemoryFileIO().newOutputFile(file);
    try (OutputStream out = new GZIPOutputStream(bomb.createOrOverwrite())) {
      byte[] blank = new byte[1 << 20];
      Arrays.fill(blank, (byte) ' ');
      for (int i = 0; i < 1_024; i++) {
        out.write(blank);
      }
    }

    HttpResponse<String> refused =
        server.send(
            "POST",
            "/v1/lake/namespaces/ns/register",
            "{\"name\": \"t\", \"metadata-location\": \"%s\"}".formatted(file));

    assertError(refused, 400, "BadRequestException");
    assertThat(refused.body()).contains("is damaged, or too large");
  }

  @Test
  void aNamespaceSaysWhereItsTablesWillLie() {
    var _ = createNamespace("\"ns\"");
    String location = field(server.send("GET", "/v1/lake/namespaces/ns", ""), "location");
    assertThat(location).endsWith("/ns");
    assertThat(field(createTable("t"), "location")).isEqualTo(location + "/t");

    String own = base + "/own";
    HttpResponse<String> created =
        server.send(
            "POST",
            "/v1/lake/namespaces",
            "{\"namespace\": [\"a\"], \"properties\": {\"location\": \"%s\"}}".formatted(own));
    assertThat(created.statusCode()).isEqualTo(200);
    var _ = createNamespace("\"a\", \"b\"");
    assertThat(field(server.send("GET", "/v1/lake/namespaces/a", ""), "location")).isEqualTo(own);
    assertThat(field(server.send("GET", "/v1/lake/namespaces/a%1Fb", ""), "location"))
        .isEqualTo(own + "/b");
  }

  @Test
  void aNamespaceWithSomethingInItStays() {
    var _ = createNamespace("\"ns\"");
    var _ = createTable("t");
    assertError(
        server.send("DELETE", "/v1/lake/namespaces/ns", ""), 409, "NamespaceNotEmptyException");

    assertThat(server.send("DELETE", TABLES + "/t", "").statusCode()).isEqualTo(204);
    assertThat(server.send("DELETE", "/v1/lake/namespaces/ns", "").statusCode()).isEqualTo(204);
    assertError(
        server.send("DELETE", "/v1/lake/namespaces/ns", ""), 404, "NoSuchNamespaceException");
  }

  @Test
  void oddNamesAreNamesLikeAnyOther() {
    for (String name : List.of("a.b", "ä ö/ü", "日本", "a%2Fb", "..", "x+y")) {
      assertThat(createNamespace("\"%s\"".formatted(name)).statusCode()).isEqualTo(200);
      String path =
          "/v1/lake/namespaces/"
              + java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8);
      assertThat(server.send("POST", path + "/tables", table(name)).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", path + "/tables", "").body()).contains("\"" + name + "\"");
      assertThat(createNamespace("\"%s\", \"%s\"".formatted(name, name)).statusCode())
          .isEqualTo(200);
    }
    assertThat(server.send("GET", "/v1/lake/namespaces?parent=a.b", "").body())
        .isEqualTo("{\"namespaces\":[[\"a.b\",\"a.b\"]],\"next-page-token\":null}");
  }

  @Test
  void listsComeInPages() {
    var _ = createNamespace("\"ns\"");
    for (int i = 0; i < 7; i++) {
      var _ = createTable("t" + i);
    }
    List<String> pages = new ArrayList<>();
    String token = "";
    do {
      HttpResponse<String> page = server.send("GET", TABLES + "?pageSize=3&pageToken=" + token, "");
      assertThat(page.statusCode()).isEqualTo(200);
      pages.add(page.body());
      token = field(page, "next-page-token");
    } while (!token.isEmpty());

    assertThat(pages).hasSize(3);
    assertThat(String.join("", pages)).contains("t0", "t1", "t2", "t3", "t4", "t5", "t6");
    assertThat(field(server.send("GET", TABLES, ""), "next-page-token")).isEmpty();
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() {
    var _ = createNamespace("\"ns\"");
    var _ = createTable("t");
    String tag = server.send("GET", TABLES + "/t", "").headers().firstValue("ETag").orElseThrow();

    assertThat(server.send("GET", TABLES + "/t", "", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(
            server.send("GET", TABLES + "/t?snapshots=refs", "", "If-None-Match", tag).statusCode())
        .isEqualTo(200);
    HttpResponse<String> commit = server.send("POST", TABLES + "/t", set("a"));
    assertThat(commit.statusCode()).isEqualTo(200);
    HttpResponse<String> changed = server.send("GET", TABLES + "/t", "", "If-None-Match", tag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.headers().firstValue("ETag")).isEqualTo(commit.headers().firstValue("ETag"));
  }

  @Test
  void aRequestWithAnIdempotencyKeyIsDoneOnce() {
    var _ = createNamespace("\"ns\"");
    String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
    HttpResponse<String> first = createTable("t", key);
    assertThat(first.statusCode()).isEqualTo(200);

    HttpResponse<String> again = createTable("t", key);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(field(again, "table-uuid")).isEqualTo(field(first, "table-uuid"));
    assertError(createTable("t"), 409, "AlreadyExistsException");
    assertError(server.send("DELETE", TABLES + "/t", "", key), 422, "UnprocessableEntityException");
    server.authentication.rename("somebody else");
    assertError(createTable("t", key), 409, "AlreadyExistsException");
    assertError(createTable("t", "Idempotency-Key", "no"), 400, "BadRequestException");
  }

  @Test
  void aRefusalIsRememberedAndAFailureIsNot() {
    var _ = createNamespace("\"ns\"");
    String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
    assertError(server.send("DELETE", TABLES + "/t", "", key), 404, "NoSuchTableException");
    var _ = createTable("t");
    assertError(server.send("DELETE", TABLES + "/t", "", key), 404, "NoSuchTableException");

    String[] other = {"Idempotency-Key", UUID.randomUUID().toString()};
    server.storage.decorate(TestingCatalogServer::broken);
    assertError(
        server.send("POST", TABLES + "/t", set("a"), other), 503, "ServiceUnavailableException");
    server.storage.decorate(files -> files);
    assertThat(server.send("POST", TABLES + "/t", set("a"), other).statusCode()).isEqualTo(200);
    assertThat(
            server
                .send("DELETE", TABLES + "/t", "", "Idempotency-Key", UUID.randomUUID().toString())
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void credentialsAreForWhatTheCallerMayDo() {
    var _ = createNamespace("\"ns\"");
    var _ = createTable("t");
    String[] vended = {"X-Iceberg-Access-Delegation", "vended-credentials"};
    HttpResponse<String> write = server.send("GET", TABLES + "/t", "", vended);
    assertThat(write.body())
        .contains("\"testing.write\":\"true\"")
        .contains("\"prefix\":\"%s/ns/t\"".formatted(base))
        .contains("\"testing.refresh\":\"v1/lake/namespaces/ns/tables/t/credentials\"");

    server.authentication.grant(Privilege.TABLE_READ_PROPERTIES, Privilege.TABLE_READ_DATA);
    assertThat(server.send("GET", TABLES + "/t", "", vended).body())
        .contains("\"testing.write\":\"false\"");
    assertThat(server.send("GET", TABLES + "/t/credentials", "").body())
        .contains("\"storage-credentials\":[{")
        .contains("\"testing.write\":\"false\"");

    server.authentication.grant(Privilege.TABLE_READ_PROPERTIES);
    assertThat(server.send("GET", TABLES + "/t", "").statusCode()).isEqualTo(200);
    assertError(server.send("GET", TABLES + "/t", "", vended), 403, "ForbiddenException");
    assertError(server.send("GET", TABLES + "/t/credentials", ""), 403, "ForbiddenException");
  }

  @Test
  void whoMayLoadATableIsToldThatItIsNoView() {
    String views = "/v1/lake/namespaces/ns/views";
    var _ = createNamespace("\"ns\"");
    var _ = createTable("t");

    server.authentication.grant(Privilege.TABLE_READ_PROPERTIES);
    assertError(server.send("GET", views + "/t", ""), 404, "NoSuchViewException");
    // it may be one that they may not see
    assertError(server.send("GET", views + "/none", ""), 403, "ForbiddenException");

    server.authentication.grant(Privilege.VIEW_LIST);
    assertError(server.send("GET", views + "/t", ""), 403, "ForbiddenException");
  }

  @Test
  void nothingIsDoneWithoutItsPrivilege() {
    var _ = createNamespace("\"ns\"");
    var _ = createTable("t");
    server.authentication.grant();

    for (String path : List.of("/v1/lake/namespaces", "/v1/lake/namespaces/ns", TABLES)) {
      assertError(server.send("GET", path, ""), 403, "ForbiddenException");
    }
    // whether it is there is not told
    assertError(server.send("GET", TABLES + "/t", ""), 403, "ForbiddenException");
    assertError(server.send("GET", TABLES + "/none", ""), 403, "ForbiddenException");
    assertError(createTable("u"), 403, "ForbiddenException");
    assertError(createNamespace("\"other\""), 403, "ForbiddenException");
    assertError(server.send("POST", TABLES + "/t", set("a")), 403, "ForbiddenException");
    assertError(server.send("DELETE", TABLES + "/t", ""), 403, "ForbiddenException");
    assertError(
        server.send("GET", TABLES, "", "Authorization", TestingAuthentication.UNKNOWN),
        401,
        "NotAuthorizedException");

    server.authentication.grant(Privilege.TABLE_WRITE_DATA);
    assertThat(server.send("POST", TABLES + "/t", set("a")).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    server.close();
    CatalogOptions small =
        new CatalogOptions(
            1_000, 1 << 20, Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofMinutes(10));
    server = new TestingCatalogServer(store, base, small);

    HttpResponse<String> refused = createNamespace("\"%s\"".formatted("n".repeat(2_000)));

    assertError(refused, 413, "BadRequestException");
  }

  @Test
  void aLocationOutsideOfWhatIsAllowedIsRefused() {
    var _ = createNamespace("\"ns\"");
    String body =
        "{\"name\": \"t\", \"location\": \"%s/t\", \"schema\": %s}"
            .formatted(TestingTableStorage.FORBIDDEN, SCHEMA);
    assertError(server.send("POST", TABLES, body), 403, "ForbiddenException");

    var _ = createTable("t");
    String move =
        """
        {"requirements": [],
         "updates": [{"action": "set-location", "location": "%s/t"}]}"""
            .formatted(TestingTableStorage.FORBIDDEN);
    assertError(server.send("POST", TABLES + "/t", move), 403, "ForbiddenException");
    assertThat(server.send("GET", TABLES + "/t", "").body()).doesNotContain("forbidden");
  }

  @Test
  void aPurgeGoesOnAfterARestart() {
    var _ = createNamespace("\"ns\"");
    HttpResponse<String> created = createTable("t");
    String file = field(created, "metadata-location");
    server.storage.decorate(TestingCatalogServer::broken);
    assertThat(server.send("DELETE", TABLES + "/t?purgeRequested=true", "").statusCode())
        .isEqualTo(204);
    assertError(server.send("GET", TABLES + "/t", ""), 404, "NoSuchTableException");
    server.close();
    InMemoryFileIO files = new InMemoryFileIO();
    assertThat(files.fileExists(file)).isTrue();

    server = new TestingCatalogServer(store, base);

    eventually("the file is gone", () -> !files.fileExists(file));
  }

  @Test
  void metricsAreTakenAndCounted() {
    var _ = createNamespace("\"ns\"");
    var _ = createTable("t");
    String report =
        """
        {"report-type": "commit-report", "table-name": "t", "snapshot-id": 1,
         "sequence-number": 1, "operation": "append", "metrics": {}, "metadata": {}}""";

    assertThat(server.send("POST", TABLES + "/t/metrics", report).statusCode()).isEqualTo(204);
    assertThat(server.catalog().metricsReports()).isEqualTo(1);
    String request =
        """
        {"region": "here", "uri": "http://s3/b/k", "method": "GET", "headers": {}}""";
    assertError(
        server.send("POST", TABLES + "/t/sign", request), 406, "UnsupportedOperationException");
    assertError(server.send("POST", TABLES + "/t/sign", "{}"), 400, "BadRequestException");
  }
}

package io.sluice.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.cli.CommandException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands ask of the management API, and what they make of its answers. */
class CatalogCommandsIT {
  @TempDir private static Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final StringWriter out = new StringWriter();
  private HttpServer server = start();
  private int status = 200;
  private String failure = "";

  private HttpServer start() {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      created.createContext("/", this::answer);
      created.start();
      return created;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (path.equals("/api/catalog/v1/oauth/tokens")) {
        assertThat(body).contains("client_id=ROOTKEY&client_secret=root%2Fsecret");
        reply(exchange, 200, "{\"access_token\": \"abc\"}");
      } else {
        assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer abc");
        asked.add((exchange.getRequestMethod() + " " + path + " " + body).strip());
        reply(exchange, status, answers.getOrDefault(path, ""));
      }
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @BeforeEach
  void begin() throws IOException {
    Files.writeString(folder.resolve("root-credentials"), "ROOTKEY\nroot/secret\n");
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private int run(Object command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--server",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/",
            "--data-dir",
            folder.toString()));
    return new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setExecutionExceptionHandler(
            (e, _, _) -> {
              if (e instanceof CommandException refused) {
                failure = String.valueOf(refused.getMessage());
                return refused.exitCode();
              }
              throw e;
            })
        .execute(all.toArray(String[]::new));
  }

  @Test
  void catalogs() {
    answers.put(
        "/api/management/v1/catalogs",
        "{\"name\": \"lake\", \"createTimestamp\": 0, \"entityVersion\": 1, \"catalogs\":"
            + " [{\"name\": \"lake\", \"createTimestamp\": 0, \"entityVersion\": 3}]}");
    assertThat(
            run(
                new CatalogCommand(),
                "create",
                "lake",
                "--location",
                "s3://b/lake",
                "--region",
                "eu-central-1",
                "--property",
                "a=b"))
        .isZero();
    assertThat(asked.getLast())
        .isEqualTo(
            "POST /api/management/v1/catalogs {\"catalog\":{\"type\":\"INTERNAL\","
                + "\"name\":\"lake\",\"properties\":{\"a\":\"b\",\"default-base-location\":"
                + "\"s3://b/lake\"},\"storageConfigInfo\":{\"storageType\":\"S3\","
                + "\"allowedLocations\":[\"s3://b/lake\"],\"region\":\"eu-central-1\"}}}");
    assertThat(out.toString()).contains("name        lake", "created     1970-01-01T00:00:00Z");
    run(new CatalogCommand(), "list");
    assertThat(out.toString()).containsPattern("lake +3 +1970");
    run(new CatalogCommand(), "delete", "a b/c");
    assertThat(asked.getLast()).isEqualTo("DELETE /api/management/v1/catalogs/a%20b%2Fc");
  }

  @Test
  void roles() {
    run(new RoleCommand(), "create", "staff");
    run(new RoleCommand(), "create", "reader", "--catalog", "lake");
    run(new RoleCommand(), "assign", "staff", "--principal", "alice");
    run(new RoleCommand(), "assign", "reader", "--catalog", "lake", "--principal-role", "staff");
    run(new RoleCommand(), "unassign", "staff", "--principal", "alice");
    run(new RoleCommand(), "delete", "reader", "--catalog", "lake");
    String base = "/api/management/v1";
    assertThat(asked)
        .containsExactly(
            "POST " + base + "/principal-roles {\"principalRole\":{\"name\":\"staff\"}}",
            "POST " + base + "/catalogs/lake/catalog-roles {\"catalogRole\":{\"name\":\"reader\"}}",
            "PUT "
                + base
                + "/principals/alice/principal-roles {\"principalRole\":{\"name\":\"staff\"}}",
            "PUT "
                + base
                + "/principal-roles/staff/catalog-roles/lake"
                + " {\"catalogRole\":{\"name\":\"reader\"}}",
            "DELETE " + base + "/principals/alice/principal-roles/staff",
            "DELETE " + base + "/catalogs/lake/catalog-roles/reader");
    assertThat(run(new RoleCommand(), "assign", "staff")).isEqualTo(CommandException.USAGE);
    assertThat(failure).contains("--principal");
  }

  @Test
  void grants() {
    run(
        new GrantCommand(),
        "add",
        "table-read-data",
        "--catalog",
        "lake",
        "--role",
        "reader",
        "--namespace",
        "a",
        "--namespace",
        "b.c",
        "--table",
        "t");
    assertThat(asked.getLast())
        .isEqualTo(
            "PUT /api/management/v1/catalogs/lake/catalog-roles/reader/grants"
                + " {\"grant\":{\"privilege\":\"TABLE_READ_DATA\",\"type\":\"table\","
                + "\"namespace\":[\"a\",\"b.c\"],\"tableName\":\"t\"}}");
    run(
        new GrantCommand(),
        "revoke",
        "TABLE_LIST",
        "--catalog",
        "lake",
        "--role",
        "reader",
        "--cascade");
    assertThat(asked.getLast()).contains("/grants?cascade=true", "\"type\":\"catalog\"");
    answers.put(
        "/api/management/v1/catalogs/lake/catalog-roles/reader/grants",
        "{\"grants\": [{\"type\": \"view\", \"namespace\": [\"a\"], \"viewName\": \"v\","
            + " \"privilege\": \"VIEW_LIST\"}]}");
    run(new GrantCommand(), "list", "--catalog", "lake", "--role", "reader");
    assertThat(out.toString()).containsPattern("VIEW_LIST +view +a\\.v");
  }

  @Test
  void storageProfiles() {
    run(
        new StorageCommand(),
        "add",
        "aws",
        "--location",
        "s3://b/lake",
        "--access-key-id",
        "env:ID",
        "--secret-access-key",
        "file:/secret",
        "--role-arn",
        "arn:aws:iam::1:role/a",
        "--role-arn",
        "arn:aws:iam::1:role/b",
        "--external-id",
        "e");
    assertThat(asked.getLast())
        .isEqualTo(
            "POST /api/management/v1/storage-profiles {\"storageProfile\":{\"name\":\"aws\","
                + "\"storageType\":\"S3\",\"allowedLocations\":[\"s3://b/lake\"],\"identity\":"
                + "{\"type\":\"STATIC_KEYS\",\"accessKeyId\":\"env:ID\",\"secretAccessKey\":"
                + "\"file:/secret\"},\"roleChain\":[{\"roleArn\":\"arn:aws:iam::1:role/a\"}],"
                + "\"roleArn\":\"arn:aws:iam::1:role/b\",\"externalId\":\"e\"}}");
    run(new StorageCommand(), "add", "own", "--native", "--replace");
    assertThat(asked.getLast())
        .isEqualTo(
            "PUT /api/management/v1/storage-profiles/own {\"storageProfile\":{\"name\":\"own\","
                + "\"storageType\":\"NATIVE\",\"allowedLocations\":[]}}");
    run(new StorageCommand(), "remove", "aws");
    assertThat(asked.getLast()).isEqualTo("DELETE /api/management/v1/storage-profiles/aws");
    answers.put(
        "/api/management/v1/storage-profiles",
        "{\"storageProfiles\": [{\"name\": \"aws\", \"storageType\": \"S3\", \"region\": \"r\","
            + " \"allowedLocations\": [\"s3://b/lake/\", \"s3://c/\"]}]}");
    run(new StorageCommand(), "list");
    assertThat(out.toString()).containsPattern("aws +S3 +r +s3://b/lake/ s3://c/");
  }

  @Test
  void aSecretThatIsTypedIsNotSent() {
    int before = asked.size();
    assertThat(
            run(
                new StorageCommand(),
                "add",
                "aws",
                "--access-key-id",
                "env:ID",
                "--secret-access-key",
                "wJalrXUtnFEMI"))
        .isEqualTo(CommandException.USAGE);
    assertThat(failure)
        .isEqualTo(
            "--secret-access-key: a secret is given as env:NAME or file:/PATH, never itself");
    assertThat(asked).hasSize(before);
    assertThat(run(new StorageCommand(), "add", "aws", "--access-key-id", "env:ID"))
        .isEqualTo(CommandException.USAGE);
  }

  @Test
  void whatCannotBeDoneIsSaidInALine() {
    status = 403;
    answers.put("/api/management/v1/catalogs", "{\"error\": {\"message\": \"forbidden\"}}");
    assertThat(run(new CatalogCommand(), "list")).isEqualTo(CommandException.FAILED);
    assertThat(failure).isEqualTo("forbidden");
    status = 502;
    answers.clear();
    assertThat(run(new CatalogCommand(), "list")).isEqualTo(CommandException.FAILED);
    assertThat(failure).isEqualTo("the catalog answers 502");
    server.stop(0);
    assertThat(run(new CatalogCommand(), "list")).isEqualTo(CommandException.FAILED);
    assertThat(failure).startsWith("no catalog answers at http://127.0.0.1:");
  }
}

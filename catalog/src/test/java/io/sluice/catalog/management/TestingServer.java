package io.sluice.catalog.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.catalog.access.Securable;
import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.oauth.AccessTokens;
import io.sluice.catalog.oauth.BearerAuthentication;
import io.sluice.catalog.oauth.OidcIssuer;
import io.sluice.catalog.oauth.OidcIssuers;
import io.sluice.catalog.oauth.TokenEndpoint;
import io.sluice.catalog.oauth.TokenOptions;
import io.sluice.catalog.rest.CatalogOptions;
import io.sluice.catalog.rest.IcebergCatalog;
import io.sluice.catalog.rest.TestingTableStorage;
import io.sluice.catalog.storage.Places;
import io.sluice.catalog.storage.Signing;
import io.sluice.catalog.storage.StorageProfiles;
import io.sluice.catalog.vending.StorageCheck;
import io.sluice.catalog.vending.VendingOptions;
import io.sluice.catalog.vending.VendingTableStorage;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import io.sluice.http.Routes;
import io.sluice.http.Routes.Route;
import io.sluice.manager.object.OwnObjects;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.session.Sessions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens and the management API over HTTP. */
public final class TestingServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANAGEMENT = "/api/management/v1";

  public final TestingAccess access;
  public final Set<Securable> contents = ConcurrentHashMap.newKeySet();
  public final AccessTokens tokens;

  private final OidcIssuers issuers;
  private final VendingTableStorage storage;
  private final IcebergCatalog catalog;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** An answer and its body. */
  public record Answer(int status, JsonNode body, Map<String, List<String>> headers) {
    public String text(String field) {
      return body.path(field).asText();
    }

    /** The type of Iceberg's error. */
    public String error() {
      return body.path("error").path("type").asText();
    }
  }

  public TestingServer(OidcIssuer... trusted) {
    this(new TestingAccess(), trusted);
  }

  /** On a store that others may use, too. */
  public TestingServer(TestingAccess access, OidcIssuer... trusted) {
    this.access = access;
    this.tokens =
        new AccessTokens(
            access.store,
            TestingAccess.ROOT,
            access.masterKey,
            TokenOptions.DEFAULT,
            access.clock,
            access.random);
    this.issuers =
        new OidcIssuers(List.of(trusted), access.principals, Duration.ofHours(1), access.clock);
    StorageProfiles profiles = new StorageProfiles(access.store);
    this.storage = storage(profiles, access);
    BearerAuthentication authentication = new BearerAuthentication(tokens, issuers, access.actors);
    this.catalog =
        new IcebergCatalog(
            access.store,
            authentication,
            new TestingTableStorage(),
            Signing.NONE,
            access.clock,
            access.random,
            CatalogOptions.defaults());
    List<Route> routes = new ArrayList<>(catalog.routes());
    routes.addAll(
        new TokenEndpoint(
                tokens,
                access.actors,
                access.principals,
                access.principalRoles,
                TestingAccess.ROOT,
                access.clock)
            .routes());
    routes.addAll(
        new ManagementApi(
                authentication,
                new ManagementApi.Parts(
                    access.catalogs,
                    (securable, transaction) ->
                        contents.contains(securable)
                            || catalog.contents().require(securable, transaction),
                    access.principals,
                    access.principalRoles,
                    access.catalogRoles,
                    profiles,
                    new StorageCheck(storage)))
            .routes());
    this.server =
        HttpServer.start(HttpOptions.on("127.0.0.1", 0), new Routes(routes, new NotFound()));
  }

  /** Storage in which nothing is Sluice's own, and the environment is empty. */
  private static VendingTableStorage storage(StorageProfiles profiles, TestingAccess access) {
    URI nowhere = URI.create("http://127.0.0.1:1");
    return new VendingTableStorage(
        new Places(profiles, _ -> Optional.empty(), "us-east-1"),
        new Sessions(
            access.store, TestingAccess.ROOT, access.masterKey, access.clock, access.random),
        new OwnObjects(access.store, access.clock),
        new VendingOptions(nowhere, nowhere, "us-east-1", Duration.ofHours(1), 1 << 10),
        access.clock,
        _ -> null);
  }

  private static final class NotFound implements Routes.Fallback {
    @Override
    public Response notFound(Exchange exchange) {
      return Response.empty(404, Headers.NONE);
    }

    @Override
    public Response methodNotAllowed(Exchange exchange, Headers allow) {
      return Response.empty(405, allow);
    }

    @Override
    public Response reject(Rejection rejection) {
      return Response.empty(400, Headers.NONE);
    }
  }

  /** Asks for a token; the fields' names and values in turn. */
  public Answer token(String... fields) {
    return token(Map.of(), fields);
  }

  public Answer token(Map<String, String> headers, String... fields) {
    List<String> form = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      form.add(encode(fields[i]) + "=" + encode(fields[i + 1]));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/catalog/v1/oauth/tokens"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(String.join("&", form)));
    headers.forEach(request::header);
    return send(request);
  }

  /** A token with all roles. */
  public String tokenOf(AccessKey key) {
    Answer answer =
        token(
            "grant_type",
            "client_credentials",
            "client_id",
            key.id(),
            "client_secret",
            key.secret(),
            "scope",
            "PRINCIPAL_ROLE:ALL");
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer.body());
    }
    return answer.text("access_token");
  }

  /** Calls the management API. */
  public Answer call(String token, String method, String path, @Nullable String body) {
    return send(token, method, MANAGEMENT + path, body);
  }

  /** Calls the catalogs' API. */
  Answer catalog(String token, String method, String path, @Nullable String body) {
    return send(token, method, IcebergCatalog.BASE + "/v1" + path, body);
  }

  private Answer send(String token, String method, String path, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    return send(request);
  }

  public Answer get(String token, String path) {
    return call(token, "GET", path, null);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), JSON.readTree(response.body()), response.headers().map());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The names of what was listed. */
  public static Set<String> names(Answer answer, String list) {
    return answer
        .body()
        .path(list)
        .valueStream()
        .map(each -> each.path("name").asText())
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    server.stop(Duration.ZERO);
    catalog.close();
    storage.close();
    issuers.close();
    client.close();
    access.close();
  }
}

package io.sluice.cli.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceProcess;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A server's catalog, as its root looks after it: by the management API. */
final class Lake {
  static final String CATALOG = "lake";
  static final String BUCKET = "lake-bucket";

  private final URI catalog;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final String token;

  private Lake(URI catalog) {
    this.catalog = catalog;
    this.token = token(SluiceProcess.ROOT);
  }

  /** As it is. */
  static Lake of(SluiceProcess server) {
    return new Lake(server.catalog());
  }

  /** Makes a bucket and a catalog in it. */
  static Lake create(SluiceProcess server) {
    server.s3().createBucket(b -> b.bucket(BUCKET));
    return catalog(server);
  }

  /** Makes a catalog in a bucket that is there, or will be. */
  static Lake catalog(SluiceProcess server) {
    Lake lake = new Lake(server.catalog());
    lake.manage(
        "POST",
        "catalogs",
        """
        {"catalog": {"type": "INTERNAL", "name": "%s",
          "properties": {"default-base-location": "s3://%s/warehouse"},
          "storageConfigInfo": {"storageType": "S3", "allowedLocations": ["s3://%s/warehouse"]}}}
        """
            .formatted(CATALOG, BUCKET, BUCKET));
    return lake;
  }

  private String token(AccessKey key) {
    String form =
        "grant_type=client_credentials&scope=PRINCIPAL_ROLE:ALL&client_id=%s&client_secret=%s"
            .formatted(encoded(key.id()), encoded(key.secret()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(catalog + "/v1/oauth/tokens"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return send(request).get("access_token").asText();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Asks the management API. */
  JsonNode manage(String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(catalog.resolve("/api/management/v1/" + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  /** Drops a table with its files, as a client does that leaves them to the catalog. */
  void purge(String namespace, String table) {
    send(
        HttpRequest.newBuilder(
                URI.create(
                    "%s/v1/%s/namespaces/%s/tables/%s?purgeRequested=true"
                        .formatted(catalog, CATALOG, namespace, table)))
            .header("Authorization", "Bearer " + token)
            .DELETE()
            .build());
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            "%s %s: %d %s"
                .formatted(request.method(), request.uri(), answer.statusCode(), answer.body()));
      }
      return answer.body().isEmpty() ? json.nullNode() : json.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A principal with a role of its own that has privileges on the whole catalog. */
  AccessKey principal(String name, String... privileges) {
    JsonNode credentials =
        manage("POST", "principals", "{\"principal\": {\"name\": \"%s\"}}".formatted(name))
            .get("credentials");
    manage("POST", "principal-roles", "{\"principalRole\": {\"name\": \"%s\"}}".formatted(name));
    manage(
        "PUT",
        "principals/%s/principal-roles".formatted(name),
        "{\"principalRole\": {\"name\": \"%s\"}}".formatted(name));
    manage(
        "POST",
        "catalogs/%s/catalog-roles".formatted(CATALOG),
        "{\"catalogRole\": {\"name\": \"%s\"}}".formatted(name));
    manage(
        "PUT",
        "principal-roles/%s/catalog-roles/%s".formatted(name, CATALOG),
        "{\"catalogRole\": {\"name\": \"%s\"}}".formatted(name));
    for (String privilege : privileges) {
      grant(name, privilege);
    }
    return new AccessKey(
        credentials.get("clientId").asText(), credentials.get("clientSecret").asText());
  }

  void grant(String role, String privilege) {
    manage("PUT", grants(role), grantOf(privilege));
  }

  void revoke(String role, String privilege) {
    manage("POST", grants(role), grantOf(privilege));
  }

  private static String grants(String role) {
    return "catalogs/%s/catalog-roles/%s/grants".formatted(CATALOG, role);
  }

  private static String grantOf(String privilege) {
    return "{\"grant\": {\"type\": \"catalog\", \"privilege\": \"%s\"}}".formatted(privilege);
  }

  /** What Spark and Flink have to know; everything else they are told. */
  Map<String, String> engine(AccessKey key, String delegation) {
    return new HashMap<>(
        Map.of(
            "uri",
            catalog.toString(),
            "warehouse",
            CATALOG,
            "credential",
            key.id() + ":" + key.secret(),
            "scope",
            "PRINCIPAL_ROLE:ALL",
            "header.X-Iceberg-Access-Delegation",
            delegation));
  }
}

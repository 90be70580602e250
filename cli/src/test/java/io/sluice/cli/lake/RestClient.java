package io.sluice.cli.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.time.Duration;
import java.util.UUID;

/** Requests to a catalog as they are on the wire, each sent once. */
final class RestClient implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI catalog;
  private final String token;

  /** A request that can be sent again, and is done once then. */
  record Call(String method, String path, String body, UUID key) {
    static Call of(String method, String path, String body) {
      return new Call(method, path, body, UUID.randomUUID());
    }
  }

  /** What was answered. */
  record Answer(int status, JsonNode body) {}

  /** Asks with a token that there is already. */
  RestClient(URI catalog, String token) {
    this.catalog = catalog;
    this.token = token;
  }

  /** A token for all roles of a principal. */
  static String token(URI catalog, AccessKey key) {
    String form =
        "grant_type=client_credentials&scope=PRINCIPAL_ROLE:ALL&client_id=%s&client_secret=%s"
            .formatted(
                URLEncoder.encode(key.id(), StandardCharsets.UTF_8),
                URLEncoder.encode(key.secret(), StandardCharsets.UTF_8));
    try (RestClient client = new RestClient(catalog, "")) {
      Answer answer =
          client.send(
              HttpRequest.newBuilder(URI.create(catalog + "/v1/oauth/tokens"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(form)));
      return answer.body().path("access_token").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for something below the catalog's prefix. */
  Answer send(Call call) throws IOException {
    return send(request(call).header("Idempotency-Key", call.key().toString()));
  }

  /** The same with credentials for the files in the answer. */
  Answer vended(String path) throws IOException {
    return send(
        request(Call.of("GET", path, ""))
            .header("X-Iceberg-Access-Delegation", "vended-credentials"));
  }

  Answer get(String path) throws IOException {
    return send(request(Call.of("GET", path, "")));
  }

  private HttpRequest.Builder request(Call call) {
    return HttpRequest.newBuilder(
            URI.create("%s/v1/%s/%s".formatted(catalog, Lake.CATALOG, call.path())))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(call.method(), BodyPublishers.ofString(call.body()));
  }

  private Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

package io.sluice.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.CommandException;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the management API, with a token for an access key. */
public final class ManagementClient implements AutoCloseable {
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final String TOKENS = "/api/catalog/v1/oauth/tokens";
  private static final String MANAGEMENT = "/api/management/v1";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
  private static final int MOST_BYTES = 64 << 20;
  private static final int CONFLICT = 409;

  private record Answer(int status, JsonNode body) {}

  private final HttpClient client;
  private final String server;
  private String token = "";

  private ManagementClient(HttpClient client, String server) {
    this.client = client;
    this.server = server;
  }

  /** Gets a token to begin with. */
  public static ManagementClient connect(URI server, AccessKey key) {
    ManagementClient client =
        new ManagementClient(
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build(),
            server.toString().replaceAll("/+$", ""));
    try {
      client.token = client.requestToken(key);
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private String requestToken(AccessKey key) {
    String form =
        "grant_type=client_credentials&scope=%s&client_id=%s&client_secret=%s"
            .formatted(encode("PRINCIPAL_ROLE:ALL"), encode(key.id()), encode(key.secret()));
    Answer answer =
        send(
            request(TOKENS)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    if (answer.status() != 200) {
      throw failed(answer, answer.body().path("error_description").asText());
    }
    return answer.body().path("access_token").asText();
  }

  public JsonNode get(String path) {
    return call("GET", path, null);
  }

  public JsonNode call(String method, String path, @Nullable ObjectNode body) {
    return succeeded(ask(method, path, body));
  }

  /** Creates what may be there already; empty if it is. */
  public Optional<JsonNode> create(String path, ObjectNode body) {
    Answer answer = ask("POST", path, body);
    return answer.status() == CONFLICT ? Optional.empty() : Optional.of(succeeded(answer));
  }

  private Answer ask(String method, String path, @Nullable ObjectNode body) {
    HttpRequest.Builder request =
        request(MANAGEMENT + path)
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return send(request);
  }

  private static JsonNode succeeded(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw failed(answer, answer.body().at("/error/message").asText());
    }
    return answer.body();
  }

  /** A name as a segment of a path. */
  public static String segment(String name) {
    return "/" + encode(name).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create(server + path)).timeout(REQUEST_TIMEOUT);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          CommandException.USAGE, "%s is not the address of a catalog".formatted(server), e);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw new CommandException(
          CommandException.FAILED, "what answers at %s is no catalog".formatted(server), e);
    } catch (HttpTimeoutException e) {
      throw new CommandException(
          CommandException.FAILED,
          "the catalog at %s has not answered in time".formatted(server),
          e);
    } catch (IOException e) {
      throw new CommandException(
          CommandException.FAILED,
          "no catalog answers at %s; start one by 'sluice server' or name it by --server"
              .formatted(server),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(CommandException.FAILED, "interrupted", e);
    }
  }

  private static CommandException failed(Answer answer, String message) {
    return new CommandException(
        CommandException.FAILED,
        message.isEmpty() ? "the catalog answers " + answer.status() : message);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}

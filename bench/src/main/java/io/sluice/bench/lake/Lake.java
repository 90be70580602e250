package io.sluice.bench.lake;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.load.Expected;
import io.sluice.bench.load.LoadGenerator;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.load.Pace;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Dialogue;
import io.sluice.bench.s3.Dialogue.Answer;
import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.s3.Endpoint.Credentials;
import io.sluice.bench.s3.Payload;
import io.sluice.bench.s3.RequestEncoder;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.Product;
import io.sluice.bench.system.RunningProduct;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A product's catalog with one namespace, and how to ask it. */
final class Lake {
  static final String NAMESPACE = "bench";

  /** How every answer that has a table begins to say which one; it is there once. */
  static final String TABLE_UUID = "\"table-uuid";

  private static final int COLUMNS = 12;
  private static final int MOST_WRITERS = 32;
  private static final int CREATING_CONNECTIONS = 8;
  private static final Duration LONGEST_LOAD = Duration.ofMinutes(5);
  private static final Duration TOKEN_RENEWAL = Duration.ofMinutes(10);

  /** So that a writer goes on until its commit is done. */
  private static final String PROPERTIES =
      """
      {"commit.retry.num-retries": "100", "commit.retry.min-wait-ms": "10",
       "commit.retry.max-wait-ms": "200"}
      """;

  private final Product product;
  private final Endpoint endpoint;
  private final Endpoint storage;
  private final String root;
  private final @Nullable Credentials credentials;
  private String path = "";
  private @Nullable String token;
  private long tokenNanos;

  private Lake(
      Product product,
      Endpoint endpoint,
      Endpoint storage,
      String root,
      @Nullable Credentials credentials) {
    this.product = product;
    this.endpoint = endpoint;
    this.storage = storage;
    this.root = root;
    this.credentials = credentials;
  }

  /** Makes what is missing. */
  static Lake open(RunningProduct running) {
    boolean sluice = running.product() == Product.SLUICE;
    Lake lake =
        new Lake(
            running.product(),
            running.catalog(),
            running.endpoint(),
            sluice ? "/api/catalog" : running.product() == Product.NESSIE ? "/iceberg" : "",
            sluice ? Setup.of(running) : null);
    JsonNode prefix =
        Json.read(
                lake.dialogue()
                    .ask(
                        Call.of("GET", lake.root + "/v1/config")
                            .query(sluice ? Map.of("warehouse", Setup.CATALOG) : Map.of())
                            .headers(lake.headers()))
                    .successful()
                    .text())
            .findPath("prefix");
    lake.path = lake.root + "/v1/" + (prefix.isMissingNode() ? "" : prefix.asText() + "/");
    lake.ask(Call.of("POST", "namespaces").payload(namespace()));
    return lake;
  }

  private static Payload namespace() {
    return Json.payload("{\"namespace\": [\"%s\"], \"properties\": {}}".formatted(NAMESPACE));
  }

  Product product() {
    return product;
  }

  /** Sluice's own S3, as its root reaches it. */
  FileIO files() {
    @Nullable Credentials root = storage.credentials();
    if (root == null) {
      throw new IllegalStateException(product.title() + " has no root");
    }
    S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create("http://" + storage.authority()))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(root.accessKeyId(), root.secret())))
            .httpClientBuilder(Apache5HttpClient.builder().maxConnections(2 * MOST_WRITERS))
            .build();
    S3FileIO files = new S3FileIO(() -> client);
    files.initialize(Map.of());
    return files;
  }

  private Dialogue dialogue() {
    return new Dialogue(endpoint);
  }

  private String headers() {
    @Nullable String current = token();
    return current == null
        ? Json.HEADER
        : Json.HEADER + "Authorization: Bearer " + current + "\r\n";
  }

  private @Nullable String token() {
    if (credentials != null
        && (token == null || System.nanoTime() - tokenNanos > TOKEN_RENEWAL.toNanos())) {
      token = Setup.token(endpoint, credentials);
      tokenNanos = System.nanoTime();
    }
    return token;
  }

  /** What Iceberg's own client has to be told. */
  Map<String, String> clientProperties() {
    Map<String, String> properties =
        new HashMap<>(
            Map.of(
                "uri",
                "http://" + endpoint.authority() + root,
                "rest-metrics-reporting-enabled",
                "false",
                "token-refresh-enabled",
                "false"));
    @Nullable String current = token();
    if (current != null) {
      properties.put("warehouse", Setup.CATALOG);
      properties.put("token", current);
      properties.put("rest.auth.type", "oauth2");
      properties.put("oauth2-server-uri", "http://" + endpoint.authority() + Setup.TOKENS);
    }
    return properties;
  }

  private Call here(Call call) {
    return new Call(
        call.method(),
        path + call.path(),
        call.query(),
        headers() + call.headers(),
        call.payload());
  }

  /**
   * Asks for something that has to succeed.
   *
   * @param call with a path that begins behind the prefix
   */
  Answer ask(Call call) {
    return dialogue().ask(here(call)).successful();
  }

  /** The same, to be sent by the load generator. */
  Request encode(Call call, Expected expected) {
    return new RequestEncoder(endpoint).encode(here(call), expected);
  }

  static String table(String name) {
    return "namespaces/" + NAMESPACE + "/tables/" + name;
  }

  /** Asks for a table to be made. */
  Request creation(String name) {
    return encode(
        Call.of("POST", "namespaces/" + NAMESPACE + "/tables").payload(Json.payload(schema(name))),
        Expected.occurrences(200, TABLE_UUID, 1));
  }

  private static String schema(String name) {
    String fields =
        IntStream.rangeClosed(1, COLUMNS)
            .mapToObj(
                i ->
                    "{\"id\": %d, \"name\": \"column_%d\", \"required\": false, \"type\": \"%s\"}"
                        .formatted(i, i, i % 2 == 0 ? "string" : "long"))
            .collect(Collectors.joining(", "));
    return """
    {"name": "%s", "schema": {"type": "struct", "schema-id": 0, "fields": [%s]},
     "stage-create": false, "properties": %s}
    """
        .formatted(name, fields, PROPERTIES);
  }

  void create(List<String> names) {
    all(RequestSource.once(names.stream().map(this::creation).toList()), names.size());
  }

  /** Asks all of that, outside of any measurement. */
  void all(RequestSource source, int count) {
    try (LoadGenerator generator =
        LoadGenerator.connect(endpoint.address(), CREATING_CONNECTIONS)) {
      Measurement done = generator.run(source, Pace.Closed.INSTANCE, LONGEST_LOAD);
      if (done.requests() < count) {
        throw new IllegalStateException(
            "%s: %d of %d done; %s"
                .formatted(
                    product.title(), done.requests(), count, done.firstFault().orElse("too slow")));
      }
    }
  }

  /** Which table it is. */
  String uuid(String name) {
    return Json.read(ask(Call.of("GET", table(name))).text())
        .get("metadata")
        .get("table-uuid")
        .asText();
  }

  /** Asks for a commit whose only requirement is that the table is this one. */
  static Call commit(String name, String uuid, String updates) {
    return Call.of("POST", table(name))
        .payload(
            Json.payload(
                """
                {"identifier": {"namespace": ["%s"], "name": "%s"},
                 "requirements": [{"type": "assert-table-uuid", "uuid": "%s"}],
                 "updates": [%s]}
                """
                    .formatted(NAMESPACE, name, uuid, updates)));
  }

  /** How it may say that a commit is not done though its requirements hold. */
  Set<Integer> refusals() {
    return product == Product.SLUICE ? Set.of(409) : Set.of(409, 500, 502, 503, 504);
  }
}

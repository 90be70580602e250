package io.sluice.bench.lake;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.s3.Dialogue;
import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.s3.Endpoint.Credentials;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.system.RunningProduct;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a catalog in Sluice, and a principal that may do everything with its tables. */
final class Setup {
  static final String CATALOG = "lake";

  private static final String BUCKET = "lake";
  private static final String PRINCIPAL = "bench";
  private static final String MANAGEMENT = "/api/management/v1/";
  static final String TOKENS = "/api/catalog/v1/oauth/tokens";

  private final Endpoint catalog;
  private final String token;

  private Setup(Endpoint catalog, String token) {
    this.catalog = catalog;
    this.token = token;
  }

  /** What the principal authenticates with. */
  static Credentials of(RunningProduct running) {
    @Nullable Credentials root = running.endpoint().credentials();
    if (root == null) {
      throw new IllegalStateException("Sluice has no root");
    }
    new Dialogue(running.endpoint()).ask(Call.of("PUT", "/" + BUCKET)).successful();
    Setup setup = new Setup(running.catalog(), token(running.catalog(), root));
    setup.manage(
        "POST",
        "catalogs",
        """
        {"catalog": {"type": "INTERNAL", "name": "%s",
          "properties": {"default-base-location": "s3://%s/warehouse"},
          "storageConfigInfo": {"storageType": "S3", "allowedLocations": ["s3://%s/warehouse"]}}}
        """
            .formatted(CATALOG, BUCKET, BUCKET));
    return setup.principal();
  }

  private Credentials principal() {
    JsonNode made =
        manage("POST", "principals", "{\"principal\": {\"name\": \"%s\"}}".formatted(PRINCIPAL))
            .get("credentials");
    String role = "{\"principalRole\": {\"name\": \"%s\"}}".formatted(PRINCIPAL);
    String catalogRole = "{\"catalogRole\": {\"name\": \"%s\"}}".formatted(PRINCIPAL);
    String roles = "catalogs/%s/catalog-roles".formatted(CATALOG);
    manage("POST", "principal-roles", role);
    manage("PUT", "principals/%s/principal-roles".formatted(PRINCIPAL), role);
    manage("POST", roles, catalogRole);
    manage("PUT", "principal-roles/%s/catalog-roles/%s".formatted(PRINCIPAL, CATALOG), catalogRole);
    manage(
        "PUT",
        "%s/%s/grants".formatted(roles, PRINCIPAL),
        "{\"grant\": {\"type\": \"catalog\", \"privilege\": \"CATALOG_MANAGE_CONTENT\"}}");
    return new Credentials(made.get("clientId").asText(), made.get("clientSecret").asText());
  }

  private JsonNode manage(String method, String path, String body) {
    return Json.read(
        new Dialogue(catalog)
            .ask(
                Call.of(method, MANAGEMENT + path)
                    .headers("Authorization: Bearer " + token + "\r\n" + Json.HEADER)
                    .payload(Json.payload(body)))
            .successful()
            .text());
  }

  /** By the client credentials grant. */
  static String token(Endpoint catalog, Credentials credentials) {
    String form =
        "grant_type=client_credentials&scope=PRINCIPAL_ROLE:ALL&client_id=%s&client_secret=%s"
            .formatted(encoded(credentials.accessKeyId()), encoded(credentials.secret()));
    return Json.read(
            new Dialogue(catalog)
                .ask(
                    Call.of("POST", TOKENS)
                        .headers("Content-Type: application/x-www-form-urlencoded\r\n")
                        .payload(Json.payload(form)))
                .successful()
                .text())
        .get("access_token")
        .asText();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

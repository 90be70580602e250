package io.sluice.cli.demo;

import static io.sluice.cli.client.ManagementClient.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.cli.client.ManagementClient;
import io.sluice.manager.secret.AccessKey;
import java.net.URI;
import java.util.Map;
import org.apache.iceberg.Table;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an administrator does before anybody can work: a catalog, and a principal for it. */
final class DemoEntities {
  /** Of the catalog, of its bucket, of the principal and of its roles. */
  static final String NAME = "sluice-demo";

  static final String LOCATION = "s3://" + NAME + "/warehouse";
  static final String PRIVILEGE = "CATALOG_MANAGE_CONTENT";

  private static final int CONFLICT = 409;

  private DemoEntities() {}

  /** Makes what is missing; the principal has another secret each time. */
  static AccessKey prepare(ManagementClient client) {
    ObjectNode catalog = object();
    ObjectNode fields = catalog.putObject("catalog").put("type", "INTERNAL").put("name", NAME);
    fields.putObject("properties").put("default-base-location", LOCATION);
    fields
        .putObject("storageConfigInfo")
        .put("storageType", "S3")
        .putArray("allowedLocations")
        .add(LOCATION);
    var _ = client.create("/catalogs", catalog);

    String principals = "/principals";
    JsonNode principal =
        client
            .create(principals, named("principal"))
            .orElseGet(() -> client.call("POST", principals + segment(NAME) + "/reset", null));
    var _ = client.create("/principal-roles", named("principalRole"));
    client.call("PUT", principals + segment(NAME) + "/principal-roles", named("principalRole"));

    String roles = "/catalogs" + segment(NAME) + "/catalog-roles";
    var _ = client.create(roles, named("catalogRole"));
    client.call(
        "PUT",
        "/principal-roles" + segment(NAME) + "/catalog-roles" + segment(NAME),
        named("catalogRole"));
    ObjectNode grant = object();
    grant.putObject("grant").put("type", "catalog").put("privilege", PRIVILEGE);
    client.call("PUT", roles + segment(NAME) + "/grants", grant);
    JsonNode credentials = principal.path("credentials");
    return new AccessKey(
        credentials.path("clientId").asText(), credentials.path("clientSecret").asText());
  }

  /** Makes the bucket that a table is in, where the catalog has told that S3 is. */
  static void bucket(Table table, AccessKey root) {
    Map<String, String> told = table.io().properties();
    try (S3Client s3 =
        S3Client.builder()
            .httpClientBuilder(Apache5HttpClient.builder())
            .endpointOverride(URI.create(String.valueOf(told.get("s3.endpoint"))))
            .region(Region.of(String.valueOf(told.get("client.region"))))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(root.id(), root.secret())))
            .build()) {
      s3.createBucket(b -> b.bucket(bucket(table)));
    } catch (S3Exception e) {
      // an earlier demo may have made it
      if (e.statusCode() != CONFLICT) {
        throw e;
      }
    }
  }

  static String bucket(Table table) {
    return String.valueOf(URI.create(table.location()).getHost());
  }

  private static ObjectNode named(String kind) {
    ObjectNode body = object();
    body.putObject(kind).put("name", NAME);
    return body;
  }

  private static ObjectNode object() {
    return ManagementClient.JSON.createObjectNode();
  }
}

package io.sluice.catalog.management;

import static io.sluice.catalog.management.TestingServer.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.access.TestingAccess;
import io.sluice.catalog.management.TestingServer.Answer;
import io.sluice.manager.secret.AccessKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageProfilesIT {
  private static final String PROFILES = "/storage-profiles";
  private static final String AWS =
      """
      {"storageProfile": {"name": "aws", "storageType": "S3",
       "allowedLocations": ["s3://one/lake"], "region": "eu-central-1",
       "endpoint": "http://127.0.0.1:1", "pathStyleAccess": true,
       "identity": {"type": "STATIC_KEYS", "accessKeyId": "env:LAKE_ID",
         "secretAccessKey": "file:/run/secrets/lake"},
       "roleChain": [{"roleArn": "arn:aws:iam::111122223333:role/first"}],
       "roleArn": "arn:aws:iam::111122223333:role/last", "externalId": "external",
       "stsEndpoint": "http://127.0.0.1:1", "stsUnavailable": false}}
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

  private static String profile(String fields) {
    return "{\"storageProfile\": {\"name\": \"p\", %s}}".formatted(fields);
  }

  @Test
  void aProfileIsCreatedShownReplacedAndRemoved() {
    Answer created = post(PROFILES, AWS);
    assertThat(created.status()).isEqualTo(201);
    assertThat(post(PROFILES, AWS).error()).isEqualTo("AlreadyExistsException");

    Answer got = server.get(root, PROFILES + "/aws");
    assertThat(got.body()).isEqualTo(created.body());
    assertThat(got.body().at("/allowedLocations/0").asText()).isEqualTo("s3://one/lake/");
    assertThat(got.body().at("/identity/accessKeyId").asText()).isEqualTo("env:LAKE_ID");
    assertThat(got.body().at("/identity/secretAccessKey").asText())
        .isEqualTo("file:/run/secrets/lake");
    assertThat(got.body().at("/roleChain/0/roleArn").asText()).endsWith("role/first");
    assertThat(got.text("roleArn")).endsWith("role/last");
    assertThat(got.text("externalId")).isEqualTo("external");
    assertThat(names(server.get(root, PROFILES), "storageProfiles")).containsExactly("aws");

    String own = "{\"storageProfile\": {\"storageType\": \"NATIVE\"}}";
    Answer replaced = server.call(root, "PUT", PROFILES + "/aws", own);
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(server.get(root, PROFILES + "/aws").text("storageType")).isEqualTo("NATIVE");
    assertThat(
            server
                .call(
                    root,
                    "PUT",
                    PROFILES + "/aws",
                    "{\"storageProfile\": {\"name\": \"b\", \"storageType\": \"NATIVE\"}}")
                .status())
        .isEqualTo(400);

    assertThat(server.call(root, "DELETE", PROFILES + "/aws", null).status()).isEqualTo(204);
    assertThat(server.call(root, "DELETE", PROFILES + "/aws", null).status()).isEqualTo(404);
    assertThat(server.get(root, PROFILES + "/aws").error()).isEqualTo("NotFoundException");
    assertThat(server.call(root, "PUT", PROFILES + "/aws", AWS).status()).isEqualTo(404);
    assertThat(post(PROFILES + "/aws/test", "{}").status()).isEqualTo(404);
  }

  @Test
  void allKindsOfIdentitiesAreShownAsTheyWereGiven() {
    for (String identity :
        List.of(
            "{\"type\":\"DEFAULT_CHAIN\"}",
            "{\"type\":\"WEB_IDENTITY\",\"roleArn\":\"arn:aws:iam::1:role/r\",\"tokenFile\":\"/t\"}")) {
      Answer created =
          post(PROFILES, profile("\"storageType\": \"S3\", \"identity\": " + identity));
      assertThat(created.status()).isEqualTo(201);
      assertThat(created.body().get("identity")).hasToString(identity);
      assertThat(server.get(root, PROFILES + "/p").body()).isEqualTo(created.body());
      server.call(root, "DELETE", PROFILES + "/p", null);
    }
  }

  @Test
  void aSecretItselfIsRefusedAndNotRepeated() {
    Answer refused =
        post(
            PROFILES,
            profile(
                "\"storageType\": \"S3\", \"identity\": {\"type\": \"STATIC_KEYS\","
                    + " \"accessKeyId\": \"env:ID\", \"secretAccessKey\": \"wJalrXUtnFEMI/K7\"}"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().at("/error/message").asText())
        .isEqualTo("a secret is given as env:NAME or file:/PATH, never itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"storageType\": \"GCS\"",
        "\"storageType\": \"NATIVE\", \"endpoint\": \"http://a\"",
        "\"storageType\": \"S3\", \"secretAccessKey\": \"env:A\"",
        "\"storageType\": \"S3\", \"region\": \"a.b/\"",
        "\"storageType\": \"S3\", \"endpoint\": \"http://user:password@host\"",
        "\"storageType\": \"S3\", \"allowedLocations\": [\"s3://b/../c\"]",
        "\"storageType\": \"S3\", \"externalId\": \"e\"",
        "\"storageType\": \"S3\", \"roleArn\": \"none\"",
        "\"storageType\": \"S3\", \"roleChain\": {}",
        "\"storageType\": \"S3\", \"roleChain\": [{\"roleArn\": \"arn:aws:iam::1:role/r\"}]",
        "\"storageType\": \"S3\", \"identity\": {\"type\": \"KEYS\"}",
        "\"storageType\": \"S3\", \"identity\": {\"type\": \"STATIC_KEYS\", \"accessKeyId\":"
            + " \"env:A\", \"secretAccessKey\": \"file:/\\u0000\"}",
        "\"storageType\": \"S3\", \"identity\": {\"type\": \"WEB_IDENTITY\", \"roleArn\":"
            + " \"arn:aws:iam::1:role/r\", \"tokenFile\": \"relative\"}",
        "\"storageType\": \"S3\", \"stsUnavailable\": \"yes\"",
      })
  void whatIsWrongIsRefused(String fields) {
    assertThat(post(PROFILES, profile(fields)).status()).isEqualTo(400);
    assertThat(names(server.get(root, PROFILES), "storageProfiles")).isEmpty();
  }

  @Test
  void aTestSaysWhatFailed() {
    post(PROFILES, AWS);

    Answer tested = post(PROFILES + "/aws/test", "{}");

    assertThat(tested.status()).isEqualTo(200);
    assertThat(tested.body().get("passed").asBoolean()).isFalse();
    assertThat(tested.text("location")).isEqualTo("s3://one/lake/");
    assertThat(tested.body().at("/steps/0/name").asText()).isEqualTo("write");
    assertThat(tested.body().at("/steps/0/outcome").asText()).isEqualTo("failed");
    assertThat(tested.body().at("/steps/0/detail").asText()).contains("env:LAKE_ID");
    assertThat(tested.body().at("/steps/1/outcome").asText()).isEqualTo("skipped");

    server.call(
        root, "PUT", PROFILES + "/aws", "{\"storageProfile\": {\"storageType\": \"NATIVE\"}}");
    assertThat(post(PROFILES + "/aws/test", "{}").status()).isEqualTo(400);
  }

  @Test
  void onlyWhoManagesAccessToAllMayAskForThem() {
    AccessKey key = server.access.principal("somebody");
    String token = server.tokenOf(key);
    String one = PROFILES + "/aws";
    post(PROFILES, AWS);

    assertThat(server.get(token, PROFILES).status()).isEqualTo(403);
    assertThat(server.call(token, "POST", PROFILES, AWS).status()).isEqualTo(403);
    assertThat(server.get(token, one).status()).isEqualTo(403);
    assertThat(server.call(token, "PUT", one, AWS).status()).isEqualTo(403);
    assertThat(server.call(token, "POST", one + "/test", "{}").status()).isEqualTo(403);
    assertThat(server.call(token, "DELETE", one, null).status()).isEqualTo(403);

    server.access.principalRoles.assign("somebody", "service_admin");
    assertThat(server.get(token, one).status()).isEqualTo(200);
  }
}

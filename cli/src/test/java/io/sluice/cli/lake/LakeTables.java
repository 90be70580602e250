package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.lake.RestClient.Answer;
import io.sluice.cli.lake.RestClient.Call;
import java.io.IOException;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What tests need of tables besides what they test. */
final class LakeTables {
  private LakeTables() {}

  static void createNamespace(RestClient client, String name) throws IOException {
    Call call = Call.of("POST", "namespaces", "{\"namespace\": [\"%s\"]}".formatted(name));
    assertThat(client.send(call).status()).isEqualTo(200);
  }

  /** Creates a table in the namespace 'ns' that forgets none of its metadata files. */
  static void create(RestClient client, String name) throws IOException {
    Call call =
        Call.of(
            "POST",
            "namespaces/ns/tables",
            """
            {"name": "%s",
             "schema": {"type": "struct", "schema-id": 0,
               "fields": [{"id": 1, "name": "id", "required": true, "type": "long"}]},
             "properties": {
               "format-version": "1", "write.metadata.previous-versions-max": "10000"}}"""
                .formatted(name));
    Answer answer = client.send(call);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  /** How many rows a table has by its metadata, as any client sees it. */
  static long rows(SluiceProcess server, String namespace, String name) throws IOException {
    String token = RestClient.token(server.catalog(), SluiceProcess.ROOT);
    try (RestClient client = new RestClient(server.catalog(), token)) {
      JsonNode metadata =
          client.get("namespaces/%s/tables/%s".formatted(namespace, name)).body().path("metadata");
      long current = metadata.path("current-snapshot-id").asLong();
      return metadata
          .path("snapshots")
          .valueStream()
          .filter(snapshot -> snapshot.path("snapshot-id").asLong() == current)
          .mapToLong(snapshot -> snapshot.at("/summary/total-records").asLong())
          .sum();
    }
  }

  /** Those that came with a table. */
  static AwsSessionCredentials credentials(Answer loaded) {
    JsonNode config = loaded.body().at("/storage-credentials/0/config");
    return AwsSessionCredentials.create(
        config.path("s3.access-key-id").asText(),
        config.path("s3.secret-access-key").asText(),
        config.path("s3.session-token").asText());
  }

  static String metadataKey(Answer loaded) {
    String file = loaded.body().path("metadata-location").asText();
    return file.substring("s3://%s/".formatted(Lake.BUCKET).length());
  }

  static S3Client s3(SluiceProcess server, AwsSessionCredentials credentials) {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .region(SluiceProcess.REGION)
        .forcePathStyle(true)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}

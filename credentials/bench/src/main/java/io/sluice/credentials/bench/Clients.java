package io.sluice.credentials.bench;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3 clients that differ in nothing but their credentials. */
final class Clients {
  private static final int MAX_CONNECTIONS = 200;

  private Clients() {}

  static S3Client s3(URI endpoint, AwsCredentialsProvider provider) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.EU_WEST_1)
        .credentialsProvider(provider)
        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(MAX_CONNECTIONS))
        .build();
  }

  static void get(S3Client client) {
    if (client.getObjectAsBytes(get -> get.bucket("lake").key("object")).asByteArray().length
        != 5) {
      throw new IllegalStateException("not the object that was asked for");
    }
  }
}

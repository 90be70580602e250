package io.sluice.cli.demo;

import java.util.Map;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Iceberg's clients for S3 with what the catalog told, as they are by default, but over the HTTP
 * client that is shipped. Iceberg makes it by its name.
 */
public final class DemoClients implements S3FileIOAwsClientFactory {
  private static final long serialVersionUID = 1;

  private AwsClientProperties client = new AwsClientProperties();
  private S3FileIOProperties files = new S3FileIOProperties();

  /** As Iceberg requires it. */
  public DemoClients() {}

  @Override
  public void initialize(Map<String, String> properties) {
    client = new AwsClientProperties(properties);
    files = new S3FileIOProperties(properties);
  }

  @Override
  public S3Client s3() {
    return S3Client.builder()
        .httpClientBuilder(Apache5HttpClient.builder())
        .applyMutation(client::applyClientRegionConfiguration)
        .applyMutation(files::applyEndpointConfigurations)
        .applyMutation(files::applyServiceConfigurations)
        .applyMutation(builder -> files.applyCredentialConfigurations(client, builder))
        .build();
  }

  @Override
  public S3AsyncClient s3Async() {
    throw new UnsupportedOperationException("the demo reads and writes one file after the other");
  }
}

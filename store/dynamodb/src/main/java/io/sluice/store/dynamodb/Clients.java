package io.sluice.store.dynamodb;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Makes the SDK's clients. They do not retry: that is for {@link Calls}, which counts. */
final class Clients {
  private static final int CONNECTIONS = 256;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private Clients() {}

  static DynamoDbClient connect(DynamoDbOptions options) {
    return connect(options, http());
  }

  static SdkHttpClient http() {
    return Apache5HttpClient.builder()
        .maxConnections(CONNECTIONS)
        .connectionTimeout(CONNECT_TIMEOUT)
        .connectionAcquisitionTimeout(ANSWER_TIMEOUT)
        .socketTimeout(ANSWER_TIMEOUT)
        .build();
  }

  /** Takes the HTTP client over. */
  static DynamoDbClient connect(DynamoDbOptions options, SdkHttpClient http) {
    try {
      DynamoDbClientBuilder builder =
          DynamoDbClient.builder()
              .httpClientBuilder(_ -> http)
              .overrideConfiguration(
                  override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()));
      options.region().map(Region::of).ifPresent(builder::region);
      options.endpoint().ifPresent(builder::endpointOverride);
      return builder.build();
    } catch (SdkClientException e) {
      http.close();
      throw new StoreException(
          StoreError.NOT_ACCESSIBLE,
          "no client for the table %s can be made: %s"
              .formatted(options.table(), Calls.firstLine(e)),
          e);
    }
  }
}

package io.sluice.catalog.vending;

import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * A shared client that signs with credentials of its own. Making one costs nothing, and closing it
 * closes nothing.
 */
final class NarrowedS3Client extends DelegatingS3Client {
  private final AwsCredentialsProvider credentials;

  NarrowedS3Client(S3Client shared, AwsCredentialsProvider credentials) {
    super(shared);
    this.credentials = credentials;
  }

  @Override
  @SuppressWarnings("unchecked") // a builder of a request builds its type
  protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
    AwsRequestOverrideConfiguration.Builder override =
        request
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder);
    AwsRequest signed =
        request.toBuilder()
            .overrideConfiguration(override.credentialsProvider(credentials).build())
            .build();
    return operation.apply((T) signed);
  }

  @Override
  public void close() {}
}

package io.sluice.credentials.aws;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The same credentials in both shapes in which the SDK asks for them. */
record Ready(AwsCredentials credentials, CompletableFuture<AwsCredentialsIdentity> future) {
  static Ready of(AwsCredentials credentials) {
    return new Ready(credentials, new SettledFuture<>(credentials));
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Ready[" + credentials.accessKeyId() + "]";
  }
}

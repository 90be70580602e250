package io.sluice.credentials.aws;

import io.sluice.credentials.Issued;
import io.sluice.credentials.Issuer;
import io.sluice.credentials.Origin;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Any provider of the SDK or of anybody else, asked from the background. Credentials that do not
 * say when they expire are taken for permanent.
 */
final class ProviderIssuer implements Issuer<AwsCredentials>, AutoCloseable {
  private final AwsCredentialsProvider provider;
  private final Origin origin;

  ProviderIssuer(AwsCredentialsProvider provider) {
    this.provider = provider;
    this.origin = new Origin("its identity", provider.getClass().getSimpleName());
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public Issued<AwsCredentials> issue() {
    AwsCredentials credentials = provider.resolveCredentials();
    Instant expiresAt = credentials.expirationTime().orElse(null);
    return new Issued<>(credentials, expiresAt, null, originOf(credentials));
  }

  /** A chain says which of its links it took, and that is as good as an identity. */
  private Origin originOf(AwsCredentials credentials) {
    return credentials
        .providerName()
        .map(link -> new Origin("the identity of " + link, origin.endpoint()))
        .orElse(origin);
  }

  @Override
  public void close() {
    if (provider instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}

package io.sluice.credentials.aws;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * For frameworks that build a provider by the name of its class, in their own way: passes
 * everything on to a {@link PrefetchingCredentialsProvider}. Not {@link AutoCloseable}, for what
 * frameworks close is theirs, and that provider is shared.
 */
public abstract class ForwardingCredentialsProvider implements AwsCredentialsProvider {
  /** The one that does the work; the same one each time. */
  protected abstract PrefetchingCredentialsProvider provider();

  @Override
  public final AwsCredentials resolveCredentials() {
    return provider().resolveCredentials();
  }

  @Override
  public final CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
      ResolveIdentityRequest request) {
    return provider().resolveIdentity();
  }

  @Override
  public final CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
      Consumer<ResolveIdentityRequest.Builder> request) {
    return provider().resolveIdentity();
  }

  @Override
  public final CompletableFuture<AwsCredentialsIdentity> resolveIdentity() {
    return provider().resolveIdentity();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + provider() + "]";
  }
}

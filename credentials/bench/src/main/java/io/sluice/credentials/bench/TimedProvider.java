package io.sluice.credentials.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Knows for how long the present thread has waited for credentials, for a client that blocks. */
record TimedProvider(AwsCredentialsProvider provider) implements AwsCredentialsProvider {
  private static final ThreadLocal<Long> WAITED = ThreadLocal.withInitial(() -> 0L);

  /** By this thread, in all. */
  static long waitedNanos() {
    return WAITED.get();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    long begin = System.nanoTime();
    try {
      return provider.resolveCredentials();
    } finally {
      count(begin);
    }
  }

  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
    long begin = System.nanoTime();
    CompletableFuture<AwsCredentialsIdentity> identity = provider.resolveIdentity(request);
    try {
      var _ = identity.join();
    } catch (CompletionException failure) {
      return identity; // the client is about to see it
    } finally {
      count(begin);
    }
    return identity;
  }

  private static void count(long begin) {
    WAITED.set(WAITED.get() + System.nanoTime() - begin);
  }
}

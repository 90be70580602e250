package io.sluice.credentials.s3a;

import io.sluice.credentials.aws.ForwardingCredentialsProvider;
import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * For {@code fs.s3a.aws.credentials.provider}. Its settings are {@code
 * fs.s3a.sluice.credentials.*}, and so, as with all of S3A, {@code
 * fs.s3a.bucket.<name>.sluice.credentials.*} for one bucket. Without any it is what the environment
 * says.
 *
 * <p>File systems with equal settings share one provider in a process.
 */
public final class S3aCredentialsProvider extends ForwardingCredentialsProvider {
  private static final String PREFIX = "fs.s3a.";

  private final PrefetchingCredentialsProvider provider;

  /** As S3A calls it, with what is configured for the bucket. */
  public S3aCredentialsProvider(@Nullable URI bucket, Configuration configuration) {
    provider = PrefetchingCredentialsProvider.create(configuration.getPropsWithPrefix(PREFIX));
  }

  @Override
  protected PrefetchingCredentialsProvider provider() {
    return provider;
  }
}

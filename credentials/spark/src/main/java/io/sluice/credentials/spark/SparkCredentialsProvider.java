package io.sluice.credentials.spark;

import io.sluice.credentials.aws.ForwardingCredentialsProvider;
import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.util.Map;

/**
 * The credentials that {@link CredentialsPlugin} holds in this process, for whoever is told the
 * name of a class: {@code fs.s3a.aws.credentials.provider}, Iceberg's {@code
 * client.credentials-provider}.
 */
public final class SparkCredentialsProvider extends ForwardingCredentialsProvider {
  /** For S3A. */
  public static SparkCredentialsProvider create() {
    return new SparkCredentialsProvider();
  }

  /** For Iceberg. The properties are not looked at: the driver's settings count. */
  public static SparkCredentialsProvider create(Map<String, String> properties) {
    return new SparkCredentialsProvider();
  }

  /** Looked up each time, for file systems outlive the plugin of a driver that was restarted. */
  @Override
  protected PrefetchingCredentialsProvider provider() {
    return SparkCredentials.current();
  }
}

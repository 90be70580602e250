package io.sluice.credentials.spark;

import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/** Holds the one provider of an application, and answers executors from it. */
final class CredentialsDriverPlugin implements DriverPlugin {
  private @Nullable PrefetchingCredentialsProvider provider;

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    provider = SparkCredentials.ofDriver(context.conf());
    SparkCredentials.set(provider);
    return Map.of();
  }

  @Override
  public Object receive(Object message) {
    PrefetchingCredentialsProvider present = provider;
    if (present == null || !(message instanceof CredentialsRequest)) {
      throw new IllegalArgumentException("not a request for credentials: " + message);
    }
    return HandedCredentials.of(present.resolveCredentials(), present.status().origin().identity());
  }

  @Override
  public void shutdown() {
    SparkCredentials.clear();
  }
}

package io.sluice.credentials.spark;

import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;

/** Keeps an executor's copy of the driver's credentials fresh. */
final class CredentialsExecutorPlugin implements ExecutorPlugin {
  private @Nullable PrefetchingCredentialsProvider provider;

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    if (SparkCredentials.isDriver(context.executorID())) {
      return; // local mode: the driver's own provider is there already
    }
    provider =
        PrefetchingCredentialsProvider.builder(new DriverIssuer(context))
            .name("executor-" + context.executorID())
            .build()
            .start();
    SparkCredentials.set(provider);
  }

  @Override
  public void shutdown() {
    if (provider != null) {
      SparkCredentials.clear();
      provider.stop();
    }
  }
}

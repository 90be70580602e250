package io.sluice.credentials.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * For {@code spark.plugins}: the driver alone asks the issuer, and hands what it gets to its
 * executors over Spark's own RPC. So a thousand executors are one caller, and need no identity of
 * their own. Turn on {@code spark.authenticate} and {@code spark.network.crypto.enabled}, for
 * secrets travel on that connection.
 *
 * <p>Tasks and file systems reach the credentials through {@link SparkCredentialsProvider}. The
 * settings are {@code spark.sluice.credentials.*}; without any it is what the driver's environment
 * says.
 */
public final class CredentialsPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new CredentialsDriverPlugin();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new CredentialsExecutorPlugin();
  }
}

package io.sluice.credentials.spark;

import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/** The provider of this process, be it the driver or an executor. */
final class SparkCredentials {
  private static final String DRIVER = "driver";
  private static final String PREFIX = "spark.";

  private static volatile @Nullable PrefetchingCredentialsProvider provider;

  private SparkCredentials() {}

  static void set(PrefetchingCredentialsProvider newProvider) {
    provider = newProvider;
  }

  static void clear() {
    provider = null;
  }

  static boolean isDriver(String executorId) {
    return executorId.equals(DRIVER);
  }

  /** What the application's settings describe. */
  static PrefetchingCredentialsProvider ofDriver(SparkConf conf) {
    Map<String, String> properties = new HashMap<>();
    for (scala.Tuple2<String, String> setting : conf.getAllWithPrefix(PREFIX)) {
      properties.put(setting._1(), setting._2());
    }
    return PrefetchingCredentialsProvider.create(properties);
  }

  /**
   * The provider of this process. A driver may need it before its plugins are there, to read its
   * own jars for example. An executor has it from its plugin or not at all: it must not go on with
   * an identity of its own.
   */
  static PrefetchingCredentialsProvider current() {
    PrefetchingCredentialsProvider present = provider;
    if (present != null) {
      return present;
    }
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      return PrefetchingCredentialsProvider.create();
    }
    if (isDriver(env.executorId())) {
      return ofDriver(env.conf());
    }
    throw new IllegalStateException(
        "this executor was given no credentials: spark.plugins must name "
            + CredentialsPlugin.class.getName());
  }
}

package io.sluice.credentials.kafka;

import io.sluice.credentials.aws.ForwardingCredentialsProvider;
import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Configurable;
import org.jspecify.annotations.Nullable;

/**
 * For connectors that take the class name of a credentials provider and configure it as Kafka
 * configures its plugins. Of what it is given the keys that begin with {@code sluice.credentials.}
 * count; without any it is what the environment says.
 *
 * <p>Tasks with equal settings share one provider in a worker.
 */
public final class KafkaCredentialsProvider extends ForwardingCredentialsProvider
    implements Configurable {
  private volatile @Nullable PrefetchingCredentialsProvider provider;

  @Override
  public void configure(Map<String, ?> properties) {
    Map<String, String> texts = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (value != null) {
            texts.put(key, value.toString());
          }
        });
    provider = PrefetchingCredentialsProvider.create(texts);
  }

  /** A connector that never configures its provider gets what the environment says. */
  @Override
  protected PrefetchingCredentialsProvider provider() {
    PrefetchingCredentialsProvider configured = provider;
    if (configured == null) {
      configured = PrefetchingCredentialsProvider.create();
      provider = configured;
    }
    return configured;
  }
}

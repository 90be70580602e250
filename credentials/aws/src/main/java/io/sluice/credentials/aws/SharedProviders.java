package io.sluice.credentials.aws;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One provider for each set of settings in this process: frameworks build a provider for every
 * client, and a process may have hundreds of clients.
 */
final class SharedProviders {
  /**
   * More different settings than any process has; beyond them the least recently used is dropped.
   */
  private static final int MAX = 64;

  private static final Map<Map<String, String>, PrefetchingCredentialsProvider> PROVIDERS =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Map<String, String>, PrefetchingCredentialsProvider> eldest) {
          return size() > MAX;
        }
      };

  private SharedProviders() {}

  static PrefetchingCredentialsProvider get(Map<String, String> settings) {
    synchronized (PROVIDERS) {
      PrefetchingCredentialsProvider provider = PROVIDERS.get(settings);
      if (provider == null || provider.stopped()) {
        provider = new CredentialSettings(settings, Environment.system()).provider().start();
        PROVIDERS.put(Map.copyOf(settings), provider);
      }
      return provider;
    }
  }
}

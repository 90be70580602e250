package io.sluice.cli.client;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the catalog is that a command talks to, and as whom. */
final class CatalogOption {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the catalog to talk to (http://127.0.0.1:8181)")
  private @Nullable URI server;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "the data folder of a server on this machine, which holds the root's credentials unless"
              + " they are configured (sluice-data)")
  private @Nullable Path dataDir;

  @Option(names = "--config", paramLabel = "FILE", description = "a file of settings")
  private @Nullable Path configFile;

  /** Calls with a client that has a token. */
  <T> T with(Function<ManagementClient, T> call) {
    Map<String, String> options = new HashMap<>();
    if (dataDir != null) {
      options.put(Settings.DATA_DIR.key(), dataDir.toString());
    }
    Configuration configuration = Configuration.load(options, configFile);
    URI address =
        server == null
            ? URI.create("http://127.0.0.1:" + configuration.get(Settings.CATALOG_PORT))
            : server;
    try (ManagementClient client = ManagementClient.connect(address, OwnKey.of(configuration))) {
      return call.apply(client);
    }
  }
}

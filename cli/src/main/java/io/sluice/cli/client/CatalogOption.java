package io.sluice.cli.client;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the catalog is that a command talks to, and as whom. */
public final class CatalogOption {
  @Option(
      names = {"--server", "--catalog-url"},
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

  /** The settings, with these values and those of the options. */
  public Configuration configuration(Map<String, String> values) {
    Map<String, String> options = new HashMap<>(values);
    if (dataDir != null) {
      options.putIfAbsent(Settings.DATA_DIR.key(), dataDir.toString());
    }
    return Configuration.load(options, configFile);
  }

  /** The address that was given. */
  public Optional<URI> given() {
    return Optional.ofNullable(server);
  }

  /** The address that was given, or that of this machine's server. */
  public URI server(Configuration configuration) {
    return given()
        .orElseGet(
            () -> URI.create("http://127.0.0.1:" + configuration.get(Settings.CATALOG_PORT)));
  }

  /** Calls with a client that has a token. */
  <T> T with(Function<ManagementClient, T> call) {
    Configuration configuration = configuration(Map.of());
    try (ManagementClient client =
        ManagementClient.connect(server(configuration), OwnKey.of(configuration))) {
      return call.apply(client);
    }
  }
}

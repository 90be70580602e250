package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a manager for gateways in other processes, until it is told to stop. */
@Command(
    name = "manager",
    description = "Runs a manager, which gateways in other processes ask.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ManagerCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--port", paramLabel = "PORT", description = "where gateways connect (9070)")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "the address to listen on (127.0.0.1: only this machine)")
  private @Nullable String host;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "where the store and its keys are kept (sluice-data)")
  private @Nullable Path dataDir;

  @Option(
      names = "--blobs-dir",
      paramLabel = "DIR",
      description = "where gateways and managers keep the bytes of larger objects (DATA/blobs)")
  private @Nullable Path blobsDir;

  @Option(
      names = "--store",
      paramLabel = "URI",
      description = "where metadata is kept: rocksdb, or dynamodb://TABLE?region=... (rocksdb)")
  private @Nullable String store;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "a file of settings (config/application.properties, if that is there)")
  private @Nullable Path configFile;

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = Configuration.load(options(), configFile);
    Server.Started started = Server.start(Server.Shape.MANAGER, configuration);
    PrintWriter out = spec.commandLine().getOut();
    Running.untilStopped(started.server(), () -> Welcome.ofManager(out, started, configuration));
    return 0;
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    Running.put(options, Settings.MANAGER_PORT, port);
    Running.put(options, Settings.MANAGER_HOST, host);
    Running.put(options, Settings.DATA_DIR, dataDir);
    Running.put(options, Settings.BLOBS_DIR, blobsDir);
    Running.put(options, Settings.STORE, store);
    return options;
  }
}

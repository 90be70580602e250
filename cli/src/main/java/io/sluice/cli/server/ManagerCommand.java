package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a manager for gateways in other processes. */
@Command(
    name = "manager",
    description = "Runs a manager, which gateways in other processes ask, and its catalog.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ManagerCommand extends RunningCommand {
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

  /** As a subcommand. */
  public ManagerCommand() {
    super(Server.Shape.MANAGER);
  }

  @Override
  void setOptions() {
    set(Settings.MANAGER_PORT, port);
    set(Settings.MANAGER_HOST, host);
    set(Settings.DATA_DIR, dataDir);
    set(Settings.BLOBS_DIR, blobsDir);
    set(Settings.STORE, store);
  }

  @Override
  void welcome(PrintWriter out, Server.Started started, Configuration configuration) {
    Welcome.ofManager(out, started, configuration);
  }
}

package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs everything in one process. */
@Command(
    name = "server",
    description = "Runs an S3 server, with everything that it needs in this one process.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ServerCommand extends RunningCommand {
  @Option(names = "--port", paramLabel = "PORT", description = "where S3 clients connect (9000)")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "the address to listen on (127.0.0.1: only this machine)")
  private @Nullable String host;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "where everything is kept (sluice-data)")
  private @Nullable Path dataDir;

  @Option(
      names = "--store",
      paramLabel = "URI",
      description = "where metadata is kept: rocksdb, or dynamodb://TABLE?region=... (rocksdb)")
  private @Nullable String store;

  /** As a subcommand. */
  public ServerCommand() {
    super(Server.Shape.WHOLE);
  }

  @Override
  void setOptions() {
    set(Settings.GATEWAY_PORT, port);
    set(Settings.GATEWAY_HOST, host);
    set(Settings.DATA_DIR, dataDir);
    set(Settings.STORE, store);
  }

  @Override
  void welcome(PrintWriter out, Server.Started started, Configuration configuration) {
    Welcome.ofWhole(out, started, configuration);
  }
}

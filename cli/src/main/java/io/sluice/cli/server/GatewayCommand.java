package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a gateway, which keeps nothing and asks managers. */
@Command(
    name = "gateway",
    description = "Runs a gateway: it speaks S3, keeps nothing, and asks managers.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class GatewayCommand extends RunningCommand {
  @Option(names = "--port", paramLabel = "PORT", description = "where S3 clients connect (9000)")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "the address to listen on (127.0.0.1: only this machine)")
  private @Nullable String host;

  @Option(
      names = "--manager",
      paramLabel = "HOST:PORT[,...]",
      description = "the managers to ask (127.0.0.1:9070)")
  private @Nullable String managers;

  @Option(
      names = "--blobs-dir",
      paramLabel = "DIR",
      description = "where gateways and managers keep the bytes of larger objects")
  private @Nullable Path blobsDir;

  /** As a subcommand. */
  public GatewayCommand() {
    super(Server.Shape.GATEWAY);
  }

  @Override
  void setOptions() {
    set(Settings.GATEWAY_PORT, port);
    set(Settings.GATEWAY_HOST, host);
    set(Settings.GATEWAY_MANAGERS, managers);
    set(Settings.BLOBS_DIR, blobsDir);
  }

  @Override
  void welcome(PrintWriter out, Server.Started started, Configuration configuration) {
    Welcome.ofGateway(out, started, configuration);
  }
}

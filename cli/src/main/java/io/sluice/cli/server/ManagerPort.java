package io.sluice.cli.server;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.sluice.cli.CommandException;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Settings;
import io.sluice.cli.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Where a manager listens. */
final class ManagerPort {
  /** Gateways look whether a connection lives; more often than this is an attack. */
  private static final int SHORTEST_KEEP_ALIVE_SECONDS = 5;

  private static final int LARGEST_MESSAGE = 64 << 20;

  private ManagerPort() {}

  static int serveCommands(
      Function<Executor, BindableService> service, Configuration configuration, Parts parts) {
    return serve(
        service,
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), configuration.get(Settings.MANAGER_PORT)),
        InsecureServerCredentials.create(),
        parts,
        1);
  }

  static int serveGateways(
      Function<Executor, BindableService> service, Configuration configuration, Parts parts) {
    InetAddress host = address(configuration.get(Settings.MANAGER_HOST));
    Optional<TlsFiles> tls = TlsFiles.of(configuration);
    if (tls.isEmpty()
        && !host.isLoopbackAddress()
        && !configuration.get(Settings.MANAGER_PLAINTEXT)) {
      throw new ConfigurationException(
          ("without TLS a manager listens on this machine only, not on %s: set %s, %s and %s"
                  + " ('sluice tls init' makes such files), or %s=true where the network is trusted")
              .formatted(
                  configuration.get(Settings.MANAGER_HOST),
                  Settings.TLS_CERTIFICATE.key(),
                  Settings.TLS_KEY.key(),
                  Settings.TLS_CA.key(),
                  Settings.MANAGER_PLAINTEXT.key()));
    }
    ServerCredentials credentials =
        tls.map(files -> files.forServer(parts::add)).orElseGet(InsecureServerCredentials::create);
    return serve(
        service,
        new InetSocketAddress(host, configuration.get(Settings.MANAGER_PORT)),
        credentials,
        parts,
        configuration.get(Settings.SHUTDOWN_GRACE).toSeconds());
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "%s: there is no host '%s'".formatted(Settings.MANAGER_HOST.key(), host), e);
    }
  }

  private static int serve(
      Function<Executor, BindableService> service,
      InetSocketAddress address,
      ServerCredentials credentials,
      Parts parts,
      long graceSeconds) {
    // the store's calls block, which costs a virtual thread nothing
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      io.grpc.Server server =
          NettyServerBuilder.forAddress(address, credentials)
              // the service itself changes threads, once a request
              .directExecutor()
              .permitKeepAliveTime(SHORTEST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .maxInboundMessageSize(LARGEST_MESSAGE)
              .addService(service.apply(executor))
              .build()
              .start();
      parts.add(
          "manager's port",
          () -> {
            // connections are told to go away, and calls that are under way finish
            if (!server.shutdown().awaitTermination(graceSeconds, TimeUnit.SECONDS)) {
              server.shutdownNow();
            }
            executor.shutdownNow();
          });
      return server.getPort();
    } catch (IOException e) {
      executor.shutdownNow();
      throw new CommandException(
          CommandException.FAILED,
          "%s:%d is already in use; stop what listens there or choose another port by %s"
              .formatted(
                  address.getAddress().getHostAddress(),
                  address.getPort(),
                  Settings.MANAGER_PORT.key()),
          e);
    }
  }
}

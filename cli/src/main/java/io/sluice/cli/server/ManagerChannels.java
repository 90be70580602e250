package io.sluice.cli.server;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Settings;
import io.sluice.cli.tls.TlsFiles;
import io.sluice.protocol.client.NetworkTransport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lasting connections to managers. */
public final class ManagerChannels {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /**
   * A connection that says nothing for so long is asked, and after the time-out given up. gRPC
   * takes no less.
   */
  private static final int KEEP_ALIVE_SECONDS = 10;

  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 3;
  private static final int LARGEST_MESSAGE = 64 << 20;
  private static final Pattern TARGET =
      Pattern.compile("[A-Za-z0-9._-]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}");

  private ManagerChannels() {}

  static NetworkTransport connect(
      Configuration configuration, Parts parts, Clock clock, SecureRandom random) {
    List<String> managers = managers(configuration);
    Optional<TlsFiles> tls = TlsFiles.of(configuration);
    ChannelCredentials credentials =
        tls.map(files -> files.forClient(parts::add)).orElseGet(InsecureChannelCredentials::create);
    if (tls.isEmpty()) {
      requireTrusted(managers, configuration);
    }
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < configuration.get(Settings.GATEWAY_MANAGER_CONNECTIONS); i++) {
      managers.forEach(manager -> channels.add(channel(manager, credentials)));
    }
    return parts.add(
        "connections to managers",
        new NetworkTransport(
            channels,
            new NetworkTransport.Options(
                DEADLINE,
                configuration.get(Settings.GATEWAY_RETRY_FOR),
                configuration.get(Settings.GATEWAY_MANAGER_CALLS)),
            clock,
            random));
  }

  /** A connection that is made when it is needed, and again whenever it breaks. */
  public static ManagedChannel channel(String manager, ChannelCredentials credentials) {
    return NettyChannelBuilder.forTarget("dns:///" + manager, credentials)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .maxInboundMessageSize(LARGEST_MESSAGE)
        .build();
  }

  private static List<String> managers(Configuration configuration) {
    List<String> managers =
        Stream.of(configuration.get(Settings.GATEWAY_MANAGERS).split(",", -1))
            .map(String::strip)
            .toList();
    for (String manager : managers) {
      if (!TARGET.matcher(manager).matches()) {
        throw new ConfigurationException(
            "%s: '%s' is not HOST:PORT".formatted(Settings.GATEWAY_MANAGERS.key(), manager));
      }
    }
    return managers;
  }

  /** What goes to managers is as good as a password to whoever reads it on the way. */
  private static void requireTrusted(List<String> managers, Configuration configuration) {
    if (configuration.get(Settings.MANAGER_PLAINTEXT)) {
      return;
    }
    for (String manager : managers) {
      String host = manager.substring(0, manager.lastIndexOf(':'));
      if (!isLoopback(host)) {
        throw new ConfigurationException(
            ("without TLS a gateway asks a manager on this machine only, not %s: set %s, %s and %s"
                    + " ('sluice tls init' makes such files), or %s=true where the network is"
                    + " trusted")
                .formatted(
                    manager,
                    Settings.TLS_CERTIFICATE.key(),
                    Settings.TLS_KEY.key(),
                    Settings.TLS_CA.key(),
                    Settings.MANAGER_PLAINTEXT.key()));
      }
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

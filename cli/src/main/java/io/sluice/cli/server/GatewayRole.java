package io.sluice.cli.server;

import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.gateway.GatewayOptions;
import io.sluice.gateway.S3Gateway;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.Transport;
import io.sluice.storage.BlobStorage;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** What a process that speaks S3 is made of: a way to a manager, storage, gateway, HTTP. */
final class GatewayRole {
  /** After which a slow answer begins, so that no client gives up. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int REQUEST_LINE_BYTES = 16 << 10;

  private final HttpServer http;
  private final String host;

  GatewayRole(
      Configuration configuration,
      Parts parts,
      Transport transport,
      BlobStorage storage,
      Clock clock,
      Metrics metrics) {
    S3Gateway gateway =
        parts.add(
            "gateway",
            new S3Gateway(
                new ManagerClient(transport),
                storage,
                gatewayOptions(configuration),
                clock,
                metrics));
    host = Welcome.reachable(configuration.get(Settings.GATEWAY_HOST));
    http = HttpServer.start(httpOptions(configuration), gateway, metrics);
    parts.add("S3 port", () -> http.stop(configuration.get(Settings.SHUTDOWN_GRACE)));
  }

  int port() {
    return http.port();
  }

  /** As this machine reaches it. */
  URI here() {
    return URI.create("http://%s:%d".formatted(host, port()));
  }

  private static GatewayOptions gatewayOptions(Configuration configuration) {
    return new GatewayOptions(
        configuration.get(Settings.REGION),
        Stream.of(configuration.get(Settings.GATEWAY_DOMAINS).split(",", -1))
            .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
            .filter(domain -> !domain.isEmpty())
            .toList(),
        configuration.get(Settings.ACCOUNT_ID),
        configuration.get(Settings.INLINE_LIMIT),
        configuration.get(Settings.GATEWAY_BODY_MEMORY),
        configuration.get(Settings.GATEWAY_MAX_HEADER_SIZE),
        PATIENCE);
  }

  private static HttpOptions httpOptions(Configuration configuration) {
    return new HttpOptions(
        configuration.get(Settings.GATEWAY_HOST),
        configuration.get(Settings.GATEWAY_PORT),
        REQUEST_LINE_BYTES,
        configuration.get(Settings.GATEWAY_MAX_HEADER_SIZE),
        configuration.get(Settings.GATEWAY_MAX_CONNECTIONS),
        configuration.get(Settings.GATEWAY_MAX_REQUESTS),
        configuration.get(Settings.GATEWAY_IDLE_TIMEOUT));
  }
}

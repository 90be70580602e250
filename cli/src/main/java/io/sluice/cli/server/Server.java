package io.sluice.cli.server;

import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.sluice.cli.CommandException;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.ConfigurationException;
import io.sluice.cli.config.Settings;
import io.sluice.gateway.GatewayOptions;
import io.sluice.gateway.S3Gateway;
import io.sluice.http.Handler;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.ListenException;
import io.sluice.http.Observer;
import io.sluice.manager.Manager;
import io.sluice.manager.ManagerOptions;
import io.sluice.manager.ManagerService;
import io.sluice.manager.ManagerService.Audience;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.local.LocalBlobStorage;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: store, storage, manager and gateway. The gateway asks the manager
 * through gRPC's in-process channel, with the same messages as over a network.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Configuration configuration;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Metrics metrics = new Metrics();

  /** What has been started, the last first: it is stopped in this order. */
  private final Deque<Part> parts = new ArrayDeque<>();

  private volatile boolean ready;

  /** Something that was started. */
  private record Part(String name, AutoCloseable stop) {}

  /** Where the server is, for whoever started it. */
  public record Addresses(int gatewayPort, int managementPort, int managerPort, Path dataFolder) {}

  private Server(Configuration configuration) {
    this.configuration = configuration;
  }

  /** A server that runs, and how to reach it. */
  public record Started(Server server, Addresses addresses, DataFolder.RootKey root) {}

  /**
   * Starts it.
   *
   * @throws CommandException if it cannot be started; then nothing of it runs
   */
  public static Started start(Configuration configuration) {
    Server server = new Server(configuration);
    try {
      return server.start();
    } catch (RuntimeException e) {
      server.close();
      throw switch (e) {
        case ListenException failure ->
            new CommandException(
                CommandException.FAILED, failure.getMessage() + portHint(failure), failure);
        case StoreException failure ->
            new CommandException(
                CommandException.FAILED, String.valueOf(failure.getMessage()), failure);
        default -> e;
      };
    }
  }

  private static String portHint(ListenException e) {
    return e.reason() == ListenException.Reason.PORT_IN_USE
        ? "; stop what listens there or choose another port"
        : "";
  }

  private Started start() {
    started("garbage collector metrics", metrics.watchGarbageCollector());
    DataFolder folder =
        started("data folder", DataFolder.open(Path.of(configuration.get(Settings.DATA_DIR))));
    DataFolder.RootKey root = rootKey(folder);
    MetadataStore store = started("store", StoreChoice.open(configuration, folder));
    BlobStorage storage = started("storage", openStorage(folder));
    Manager manager =
        started(
            "manager",
            new Manager(store, storage, managerOptions(folder, root.key()), clock, random));
    ManagerClient client = connect(manager);
    int managerPort = serveCommands(manager);
    S3Gateway gateway =
        started("gateway", new S3Gateway(client, storage, gatewayOptions(), clock, metrics));
    HttpServer s3 = serve(gatewayHttpOptions(), gateway, metrics);
    HttpServer management =
        serve(
            HttpOptions.on(
                configuration.get(Settings.MANAGEMENT_HOST),
                configuration.get(Settings.MANAGEMENT_PORT)),
            ManagementEndpoints.handler(
                List.of(new ManagementEndpoints.Check("server", () -> ready)), metrics),
            Observer.NONE);
    ready = true;
    return new Started(
        this, new Addresses(s3.port(), management.port(), managerPort, folder.path()), root);
  }

  private <T extends AutoCloseable> T started(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  private DataFolder.RootKey rootKey(DataFolder folder) {
    Optional<String> id = configuration.find(Settings.ROOT_ACCESS_KEY_ID);
    Optional<String> secret = configuration.find(Settings.ROOT_SECRET_ACCESS_KEY);
    if (id.isPresent() != secret.isPresent()) {
      throw new ConfigurationException(
          "%s and %s are set together or not at all"
              .formatted(Settings.ROOT_ACCESS_KEY_ID.key(), Settings.ROOT_SECRET_ACCESS_KEY.key()));
    }
    if (id.isEmpty() || secret.isEmpty()) {
      return folder.rootKey(random);
    }
    try {
      return new DataFolder.RootKey(new AccessKey(id.get(), secret.get()), false);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "the root's access key cannot be used: " + e.getMessage(), e);
    }
  }

  private static BlobStorage openStorage(DataFolder folder) {
    try {
      return LocalBlobStorage.open(folder.blobs());
    } catch (IOException e) {
      throw new CommandException(CommandException.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private ManagerOptions managerOptions(DataFolder folder, AccessKey root) {
    return new ManagerOptions(
        root,
        masterKey(folder),
        configuration.get(Settings.REGION),
        configuration.get(Settings.INLINE_LIMIT),
        configuration.get(Settings.STAGING_LEASE),
        configuration.get(Settings.REAPER_GRACE),
        configuration.get(Settings.REAPER_INTERVAL));
  }

  private MasterKey masterKey(DataFolder folder) {
    try {
      return new MasterKey(
          configuration
              .find(Settings.MASTER_KEY)
              .map(text -> Base64.getDecoder().decode(text))
              .orElseGet(() -> folder.masterKey(random)),
          random);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "%s is not 256 bits in Base64".formatted(Settings.MASTER_KEY.key()), e);
    }
  }

  private GatewayOptions gatewayOptions() {
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

  private HttpOptions gatewayHttpOptions() {
    return new HttpOptions(
        configuration.get(Settings.GATEWAY_HOST),
        configuration.get(Settings.GATEWAY_PORT),
        16 << 10,
        configuration.get(Settings.GATEWAY_MAX_HEADER_SIZE),
        configuration.get(Settings.GATEWAY_MAX_CONNECTIONS),
        configuration.get(Settings.GATEWAY_MAX_REQUESTS),
        configuration.get(Settings.GATEWAY_IDLE_TIMEOUT));
  }

  private HttpServer serve(HttpOptions options, Handler handler, Observer observer) {
    HttpServer server = HttpServer.start(options, handler, observer);
    started(
        "HTTP on port " + server.port(),
        () -> server.stop(configuration.get(Settings.SHUTDOWN_GRACE)));
    return server;
  }

  private ManagerClient connect(Manager manager) {
    String name = InProcessServerBuilder.generateName();
    try {
      io.grpc.Server inProcess =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(new ManagerService(manager, Audience.GATEWAYS))
              .build()
              .start();
      started("in-process channel", inProcess::shutdownNow);
    } catch (IOException e) {
      throw new IllegalStateException("an in-process server needs nothing that can fail", e);
    }
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    started("in-process channel", channel::shutdownNow);
    return new ManagerClient(channel, CALL_DEADLINE);
  }

  private int serveCommands(Manager manager) {
    int port = configuration.get(Settings.MANAGER_PORT);
    try {
      io.grpc.Server commands =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(new ManagerService(manager, Audience.COMMANDS))
              .build()
              .start();
      started(
          "commands",
          () -> {
            if (!commands.shutdown().awaitTermination(1, TimeUnit.SECONDS)) {
              commands.shutdownNow();
            }
          });
      return commands.getPort();
    } catch (IOException e) {
      throw new CommandException(
          CommandException.FAILED,
          "127.0.0.1:%d is already in use; stop what listens there or choose another port by %s"
              .formatted(port, Settings.MANAGER_PORT.key()),
          e);
    }
  }

  /** Stops accepting, lets requests finish, and then stops everything else. */
  @Override
  public void close() {
    ready = false;
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.stop().close();
      } catch (Exception e) {
        LOG.warn("stopping the {} failed", part.name(), e);
      }
    }
  }
}

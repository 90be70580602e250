package io.sluice.cli.server;

import io.sluice.cli.CommandException;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.ListenException;
import io.sluice.http.Observer;
import io.sluice.protocol.client.NetworkTransport;
import io.sluice.storage.BlobStorage;
import io.sluice.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process of Sluice: manager, gateway and catalog in one, or a manager with its catalog, or a
 * gateway. Where manager and gateway are one process, the gateway calls the manager itself, with
 * the same messages as over a network.
 */
public final class Server implements AutoCloseable {
  private final Configuration configuration;
  private final Parts parts = new Parts();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Metrics metrics = new Metrics();
  private volatile boolean ready;

  /** What a process does. */
  public enum Shape {
    /** Manager, gateway and catalog. */
    WHOLE,
    /** Manager and catalog. */
    MANAGER,
    GATEWAY
  }

  /**
   * Where it is, for whoever started it. Where there is no such port, it is 0.
   *
   * @param dataFolder null for a gateway, which has none
   * @param root null for a gateway, which knows no secret
   */
  public record Started(
      Server server,
      int gatewayPort,
      int managementPort,
      int managerPort,
      int catalogPort,
      @Nullable Path dataFolder,
      DataFolder.@Nullable RootKey root) {}

  private Server(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Starts it.
   *
   * @throws CommandException if it cannot be started; then nothing of it runs
   */
  public static Started start(Shape shape, Configuration configuration) {
    Server server = new Server(configuration);
    try {
      return server.start(shape);
    } catch (Error e) {
      server.close();
      throw e;
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

  private Started start(Shape shape) {
    parts.add("garbage collector metrics", metrics.watchGarbageCollector());
    return switch (shape) {
      case WHOLE -> whole();
      case MANAGER -> manager();
      case GATEWAY -> gateway();
    };
  }

  private Started whole() {
    ManagerRole manager = new ManagerRole(configuration, parts, clock, random, metrics);
    int managerPort = manager.serveCommands();
    GatewayRole gateway =
        new GatewayRole(
            configuration, parts, manager.inProcess(), manager.storage(), clock, metrics);
    CatalogRole catalog =
        new CatalogRole(configuration, parts, manager, gateway.here(), clock, random);
    int managementPort = manage(List.of());
    return new Started(
        this,
        gateway.port(),
        managementPort,
        managerPort,
        catalog.port(),
        manager.folder(),
        manager.root());
  }

  private Started manager() {
    ManagerRole manager = new ManagerRole(configuration, parts, clock, random, metrics);
    int managerPort = manager.serveGateways();
    CatalogRole catalog = new CatalogRole(configuration, parts, manager, null, clock, random);
    int managementPort = manage(List.of());
    return new Started(
        this, 0, managementPort, managerPort, catalog.port(), manager.folder(), manager.root());
  }

  private Started gateway() {
    NetworkTransport transport = ManagerChannels.connect(configuration, parts, clock, random);
    BlobStorage storage = parts.add("storage", ManagerRole.openStorage(blobs(), metrics));
    GatewayRole gateway = new GatewayRole(configuration, parts, transport, storage, clock, metrics);
    int managementPort =
        manage(List.of(new ManagementEndpoints.Check("manager", transport::connected)));
    return new Started(this, gateway.port(), managementPort, 0, 0, null, null);
  }

  private Path blobs() {
    return configuration
        .find(Settings.BLOBS_DIR)
        .map(Path::of)
        .orElse(Path.of(configuration.get(Settings.DATA_DIR), DataFolder.BLOBS));
  }

  /** Opens the port for health and metrics; from then on the process is ready. */
  private int manage(List<ManagementEndpoints.Check> more) {
    List<ManagementEndpoints.Check> checks =
        Stream.concat(
                Stream.of(new ManagementEndpoints.Check("server", () -> ready)), more.stream())
            .toList();
    HttpServer management =
        HttpServer.start(
            HttpOptions.on(
                configuration.get(Settings.MANAGEMENT_HOST),
                configuration.get(Settings.MANAGEMENT_PORT)),
            ManagementEndpoints.handler(checks, metrics),
            Observer.NONE);
    parts.add("management port", () -> management.stop(configuration.get(Settings.SHUTDOWN_GRACE)));
    ready = true;
    return management.port();
  }

  /** Stops accepting, lets requests finish, and then stops everything else. */
  @Override
  public void close() {
    ready = false;
    parts.close();
  }
}

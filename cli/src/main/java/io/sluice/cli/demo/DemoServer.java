package io.sluice.cli.demo;

import io.sluice.cli.CommandException;
import io.sluice.cli.client.CatalogOption;
import io.sluice.cli.client.OwnKey;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.cli.server.Server;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server that the demo talks to: one that runs, or one of its own. */
final class DemoServer implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;

  private final URI address;
  private final AccessKey root;
  private final @Nullable Server own;
  private final @Nullable Path folder;

  private DemoServer(URI address, AccessKey root, @Nullable Server own, @Nullable Path folder) {
    this.address = address;
    this.root = root;
    this.own = own;
    this.folder = folder;
  }

  /** The one that was named; or the one of this machine, and where there is none, a new one. */
  static DemoServer find(CatalogOption option) {
    Configuration configuration = option.configuration(Map.of());
    URI address = URI.create(option.server(configuration).toString().replaceAll("/+$", ""));
    if (option.given().isPresent() || listens(address)) {
      return new DemoServer(address, OwnKey.of(configuration), null, null);
    }
    return start(option);
  }

  private static boolean listens(URI address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static DemoServer start(CatalogOption option) {
    Path folder;
    try {
      folder = Files.createTempDirectory("sluice-demo");
    } catch (IOException e) {
      throw new CommandException(
          CommandException.FAILED, "no temporary folder can be made: " + e.getMessage(), e);
    }
    try {
      Server.Started started =
          Server.start(
              Server.Shape.WHOLE,
              option.configuration(
                  Map.of(
                      Settings.DATA_DIR.key(), folder.resolve("data").toString(),
                      Settings.STORE.key(), "rocksdb",
                      Settings.GATEWAY_PORT.key(), "0",
                      Settings.MANAGER_PORT.key(), "0",
                      Settings.CATALOG_PORT.key(), "0",
                      Settings.MANAGEMENT_PORT.key(), "0")));
      return new DemoServer(
          URI.create("http://127.0.0.1:" + started.catalogPort()),
          Objects.requireNonNull(started.root()).key(),
          started.server(),
          folder);
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  URI address() {
    return address;
  }

  AccessKey root() {
    return root;
  }

  /** Whether it ends with the demo. */
  boolean isOwn() {
    return own != null;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.sluice.cli.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.sluice.cli.CommandException;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.config.Settings;
import io.sluice.cli.server.ManagerChannels;
import io.sluice.cli.tls.TlsFiles;
import io.sluice.manager.secret.AccessKey;
import io.sluice.protocol.Failure;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.DirectTransport;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.RefusedException;
import io.sluice.protocol.sign.CommandSignature;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the server is that a command talks to, and as whom. */
final class ManagerOption {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  @Option(
      names = "--manager",
      paramLabel = "HOST:PORT",
      description = "the server to talk to (127.0.0.1:9070)")
  private @Nullable String manager;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "the data folder of a server on this machine, which holds the root's credentials unless"
              + " they are configured (sluice-data)")
  private @Nullable Path dataDir;

  @Option(names = "--config", paramLabel = "FILE", description = "a file of settings")
  private @Nullable Path configFile;

  /** Does one signed request. */
  Reply execute(Request request) {
    return with((client, key) -> client.execute(sign(request, key)));
  }

  /** Calls with a client and the key to sign by. */
  <T> T with(BiFunction<ManagerClient, AccessKey, T> call) {
    Configuration configuration = Configuration.load(options(), configFile);
    String target =
        manager == null ? "127.0.0.1:" + configuration.get(Settings.MANAGER_PORT) : manager;
    AccessKey key = OwnKey.of(configuration);
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    ChannelCredentials credentials =
        TlsFiles.of(configuration)
            .map(files -> files.forClient((_, part) -> opened.push(part)))
            .orElseGet(InsecureChannelCredentials::create);
    ManagedChannel channel = ManagerChannels.channel(target, credentials);
    try {
      return call.apply(new ManagerClient(new DirectTransport(channel, DEADLINE)), key);
    } catch (RefusedException e) {
      if (e.code() == Failure.Code.UNAVAILABLE) {
        throw new CommandException(
            CommandException.FAILED,
            "no server answers at %s; start one by 'sluice server' or name it by --manager"
                .formatted(target),
            e);
      }
      throw e;
    } finally {
      channel.shutdownNow();
      opened.forEach(ManagerOption::close);
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException("nothing here fails to close", e);
    }
  }

  static Request sign(Request request, AccessKey key) {
    return CommandSignature.sign(request, key.id(), key.secret(), Clock.systemUTC().instant());
  }

  private Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    if (dataDir != null) {
      options.put(Settings.DATA_DIR.key(), dataDir.toString());
    }
    return options;
  }
}

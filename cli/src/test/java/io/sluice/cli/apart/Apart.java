package io.sluice.cli.apart;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.sluice.cli.SluiceProcess;
import io.sluice.cli.config.Configuration;
import io.sluice.cli.server.ManagerChannels;
import io.sluice.cli.server.Server;
import io.sluice.cli.server.Server.Shape;
import io.sluice.cli.server.Server.Started;
import io.sluice.manager.secret.AccessKey;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.DirectTransport;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.sign.CommandSignature;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** A manager and a gateway in this process that know each other only by a socket. */
final class Apart implements AutoCloseable {
  private final Path folder;
  private final Map<String, String> settings;
  private @Nullable Started manager;
  private @Nullable Started gateway;

  Apart(Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Starts the manager, on the port it had before if it had one. */
  int startManager() {
    int port = manager == null ? 0 : manager.managerPort();
    manager =
        Server.start(
            Shape.MANAGER, configuration(Map.of("sluice.manager.port", Integer.toString(port))));
    return manager.managerPort();
  }

  void stopManager() {
    if (manager != null) {
      manager.server().close();
    }
  }

  /** Starts a gateway that finds the managers there. */
  URI startGateway(String managers) {
    gateway =
        Server.start(Shape.GATEWAY, configuration(Map.of("sluice.gateway.managers", managers)));
    return URI.create("http://127.0.0.1:" + gateway.gatewayPort());
  }

  int managementPortOfGateway() {
    return gateway == null ? 0 : gateway.managementPort();
  }

  private Configuration configuration(Map<String, String> more) {
    Map<String, String> all = new HashMap<>();
    all.put("sluice.root.access-key-id", SluiceProcess.ROOT.id());
    all.put("sluice.root.secret-access-key", SluiceProcess.ROOT.secret());
    all.put("sluice.gateway.port", "0");
    all.put("sluice.management.port", "0");
    all.put("sluice.catalog.port", "0");
    all.put("sluice.data-dir", folder.resolve("data").toString());
    all.put("sluice.blobs-dir", folder.resolve("blobs").toString());
    all.putAll(settings);
    all.putAll(more);
    return Configuration.load(all, null);
  }

  /** A client that tries once, so that nothing is hidden by a second attempt. */
  static S3Client s3(URI endpoint, AccessKey key) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(SluiceProcess.REGION)
        .forcePathStyle(true)
        .credentialsProvider(SluiceProcess.credentials(key))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .build())
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(90)))
        .build();
  }

  /** Asks the manager for something that only commands ask for. */
  Reply command(Request.Builder request) {
    if (manager == null) {
      throw new IllegalStateException("there is no manager");
    }
    ManagedChannel channel =
        ManagerChannels.channel(
            "127.0.0.1:" + manager.managerPort(), InsecureChannelCredentials.create());
    try {
      return new ManagerClient(new DirectTransport(channel, Duration.ofSeconds(30)))
          .execute(
              CommandSignature.sign(
                  request.build(),
                  SluiceProcess.ROOT.id(),
                  SluiceProcess.ROOT.secret(),
                  Clock.systemUTC().instant()));
    } finally {
      channel.shutdownNow();
    }
  }

  AccessKey principal(String name, String policy) {
    PrincipalSecret created =
        command(
                Request.newBuilder()
                    .setCreatePrincipal(
                        CreatePrincipalRequest.newBuilder().setName(name).setPolicy(policy)))
            .getPrincipalSecret();
    return new AccessKey(created.getPrincipal().getAccessKeyId(), created.getSecretAccessKey());
  }

  @Override
  public void close() {
    if (gateway != null) {
      gateway.server().close();
    }
    stopManager();
  }
}

package io.sluice.catalog.vending;

import io.sluice.gateway.GatewayOptions;
import io.sluice.gateway.S3Gateway;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.manager.Manager;
import io.sluice.manager.ManagerOptions;
import io.sluice.manager.object.OwnObjects;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.manager.session.Sessions;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.DeletePrincipalRequest;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Request;
import io.sluice.protocol.RotatePrincipalRequest;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.sign.CommandSignature;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.local.LocalBlobStorage;
import io.sluice.store.MetadataStore;
import io.sluice.store.memory.InMemoryStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A manager and a gateway in this process, over a store in memory. */
final class TestingSluice implements AutoCloseable {
  static final String REGION = "eu-test-1";

  private final AccessKey root;
  private final Clock clock;
  private final MetadataStore store = new InMemoryStore();
  private final BlobStorage storage;
  private final Manager manager;
  private final ManagerClient client;
  private final S3Gateway gateway;
  private final HttpServer http;
  private final SdkHttpClient connections = Apache5HttpClient.builder().build();

  TestingSluice(Path folder, String rootId, Clock clock) throws IOException {
    this.root = new AccessKey(rootId, "secret-of-" + rootId);
    this.clock = clock;
    SecureRandom random = new SecureRandom();
    storage = LocalBlobStorage.open(folder);
    byte[] masterKey = new byte[MasterKey.LENGTH];
    random.nextBytes(masterKey);
    manager =
        new Manager(
            store,
            storage,
            new ManagerOptions(
                root,
                new MasterKey(masterKey, random),
                REGION,
                64 << 10,
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofSeconds(1)),
            clock,
            random);
    client = new ManagerClient(manager::execute);
    gateway =
        new S3Gateway(
            client,
            storage,
            new GatewayOptions(
                REGION,
                List.of("localhost"),
                "000000000000",
                64 << 10,
                16 << 20,
                8 << 10,
                Duration.ofSeconds(10)),
            clock,
            (_, _, _) -> {});
    http =
        HttpServer.start(
            new HttpOptions("127.0.0.1", 0, 16 << 10, 8 << 10, 1_000, 1_000, Duration.ofMinutes(1)),
            gateway);
  }

  AccessKey root() {
    return root;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.port());
  }

  MetadataStore store() {
    return store;
  }

  Sessions sessions() {
    return manager.sessions();
  }

  OwnObjects ownObjects() {
    return manager.ownObjects();
  }

  S3Client s3() {
    return s3(AwsBasicCredentials.create(root.id(), root.secret()));
  }

  S3Client s3(AwsCredentials credentials) {
    return S3Client.builder()
        .httpClient(connections)
        .endpointOverride(endpoint())
        .region(Region.of(REGION))
        .forcePathStyle(true)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  AccessKey principal(String name, String policy) {
    PrincipalSecret created =
        client
            .execute(
                signed(
                    Request.newBuilder()
                        .setCreatePrincipal(
                            CreatePrincipalRequest.newBuilder().setName(name).setPolicy(policy))))
            .getPrincipalSecret();
    return new AccessKey(created.getPrincipal().getAccessKeyId(), created.getSecretAccessKey());
  }

  void rotatePrincipal(String name) {
    var _ =
        client.execute(
            signed(
                Request.newBuilder()
                    .setRotatePrincipal(RotatePrincipalRequest.newBuilder().setName(name))));
  }

  void deletePrincipal(String name) {
    var _ =
        client.execute(
            signed(
                Request.newBuilder()
                    .setDeletePrincipal(DeletePrincipalRequest.newBuilder().setName(name))));
  }

  private Request signed(Request.Builder request) {
    return CommandSignature.sign(request.build(), root.id(), root.secret(), clock.instant());
  }

  @Override
  public void close() {
    http.stop(Duration.ofSeconds(5));
    gateway.close();
    manager.close();
    storage.close();
    store.close();
    connections.close();
  }
}

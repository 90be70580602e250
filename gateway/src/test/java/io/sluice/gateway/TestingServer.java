package io.sluice.gateway;

import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.manager.Manager;
import io.sluice.manager.ManagerOptions;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.manager.session.SessionCredentials;
import io.sluice.manager.session.Sessions;
import io.sluice.protocol.CreatePrincipalRequest;
import io.sluice.protocol.PrincipalSecret;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.Transport;
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
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** A whole server in this process, over a store in memory. */
public final class TestingServer implements AutoCloseable {
  public static final AccessKey ROOT = new AccessKey("ROOTACCESSKEYID", "root-secret-access-key");
  public static final String REGION = "eu-test-1";
  public static final int INLINE_LIMIT = 128 << 10;

  /** Below which hosts name buckets. */
  public static final List<String> DOMAINS = List.of("localhost", "s3.sluice.example");

  public static final int MAX_LINE_BYTES = 16 << 10;
  public static final int MAX_HEADER_BYTES = 8 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Clock clock;
  private final MetadataStore store;
  private final BlobStorage storage;
  private final Manager manager;
  private final ManagerClient client;
  private final S3Gateway gateway;
  private final HttpServer http;

  /**
   * What a server is made of.
   *
   * @param storage what is made of the one in the folder
   * @param transport what is made of the way to the manager
   * @param patience before an answer that takes long begins
   */
  public record Setup(
      MetadataStore store,
      UnaryOperator<BlobStorage> storage,
      UnaryOperator<Transport> transport,
      Clock clock,
      String region,
      Duration patience) {
    public static Setup usual() {
      return new Setup(
          new InMemoryStore(),
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          Clock.systemUTC(),
          REGION,
          PATIENCE);
    }

    public Setup store(MetadataStore other) {
      return new Setup(other, storage, transport, clock, region, patience);
    }

    public Setup storage(UnaryOperator<BlobStorage> other) {
      return new Setup(store, other, transport, clock, region, patience);
    }

    public Setup transport(UnaryOperator<Transport> other) {
      return new Setup(store, storage, other, clock, region, patience);
    }

    public Setup clock(Clock other) {
      return new Setup(store, storage, transport, other, region, patience);
    }

    public Setup region(String other) {
      return new Setup(store, storage, transport, clock, other, patience);
    }

    public Setup patience(Duration other) {
      return new Setup(store, storage, transport, clock, region, other);
    }
  }

  private TestingServer(Path folder, Setup setup) throws IOException {
    SecureRandom random = new SecureRandom();
    clock = setup.clock();
    store = setup.store();
    storage = setup.storage().apply(LocalBlobStorage.open(folder));
    manager =
        new Manager(
            store,
            storage,
            new ManagerOptions(
                ROOT,
                new MasterKey(new byte[MasterKey.LENGTH], random),
                setup.region(),
                INLINE_LIMIT,
                Duration.ofMinutes(1),
                Duration.ZERO,
                Duration.ofSeconds(1)),
            clock,
            random);
    client = new ManagerClient(setup.transport().apply(manager::execute));
    gateway =
        new S3Gateway(
            client,
            storage,
            new GatewayOptions(
                setup.region(),
                DOMAINS,
                "000000000000",
                INLINE_LIMIT,
                16 << 20,
                MAX_HEADER_BYTES,
                setup.patience()),
            clock,
            (_, _, _) -> {});
    http =
        HttpServer.start(
            new HttpOptions(
                "127.0.0.1",
                0,
                MAX_LINE_BYTES,
                MAX_HEADER_BYTES,
                1_000,
                1_000,
                Duration.ofSeconds(60)),
            gateway);
  }

  public static TestingServer start(Path folder) throws IOException {
    return start(folder, Setup.usual());
  }

  public static TestingServer start(Path folder, Setup setup) throws IOException {
    return new TestingServer(folder, setup);
  }

  public int port() {
    return http.port();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public MetadataStore store() {
    return store;
  }

  public BlobStorage storage() {
    return storage;
  }

  /** What issues sessions without a request. */
  public Sessions sessions() {
    return manager.sessions();
  }

  /** A client that signs with the credentials of a session. */
  public S3Client s3(SessionCredentials session) {
    return s3(
        AwsSessionCredentials.create(
            session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
  }

  public S3Client s3(AwsCredentials credentials) {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .region(Region.of(REGION))
        .forcePathStyle(true)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  public StsClient sts(AwsCredentials credentials) {
    return StsClient.builder()
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  /** A client that signs as the root. */
  public S3Client s3() {
    return s3(ROOT);
  }

  public S3Client s3(AccessKey key) {
    return s3(AwsBasicCredentials.create(key.id(), key.secret()));
  }

  /** A principal with a policy; empty for none. */
  public AccessKey principal(String name, String policy) {
    Request request =
        Request.newBuilder()
            .setCreatePrincipal(CreatePrincipalRequest.newBuilder().setName(name).setPolicy(policy))
            .build();
    PrincipalSecret created = command(request).getPrincipalSecret();
    return new AccessKey(created.getPrincipal().getAccessKeyId(), created.getSecretAccessKey());
  }

  /** Does something as the root, by a command. */
  public Reply command(Request request) {
    return client.execute(
        CommandSignature.sign(request, ROOT.id(), ROOT.secret(), clock.instant()));
  }

  @Override
  public void close() {
    http.stop(Duration.ofSeconds(5));
    gateway.close();
    manager.close();
    storage.close();
    store.close();
  }
}

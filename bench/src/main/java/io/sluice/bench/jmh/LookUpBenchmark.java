package io.sluice.bench.jmh;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.sluice.cli.tls.TlsCommand;
import io.sluice.manager.Manager;
import io.sluice.manager.ManagerOptions;
import io.sluice.manager.ManagerService;
import io.sluice.manager.ManagerService.Audience;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.secret.MasterKey;
import io.sluice.protocol.CreateBucketRequest;
import io.sluice.protocol.GetBucketRequest;
import io.sluice.protocol.Reply;
import io.sluice.protocol.Request;
import io.sluice.protocol.client.DirectTransport;
import io.sluice.protocol.client.ManagerClient;
import io.sluice.protocol.client.NetworkTransport;
import io.sluice.protocol.client.Transport;
import io.sluice.protocol.sign.CommandSignature;
import io.sluice.storage.BlobStorage;
import io.sluice.storage.local.LocalBlobStorage;
import io.sluice.store.MetadataStore;
import io.sluice.store.rocksdb.RocksDbOptions;
import io.sluice.store.rocksdb.RocksDbStore;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import picocli.CommandLine;

/**
 * What it costs a gateway to have a request authenticated and a bucket looked up by a real manager:
 * over the way that it has, over a connection made for the request, and in process.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // set up by JMH
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LookUpBenchmark {
  private static final AccessKey ROOT = new AccessKey("BENCHROOTKEY", "bench-root-secret-key");
  private static final String BUCKET = "bucket";
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private Path folder;
  private MetadataStore store;
  private BlobStorage storage;
  private Manager manager;
  private Server remote;
  private ExecutorService executor;
  private NetworkTransport lasting;
  private String target;
  private Request request;

  /** Whether both sides show certificates, as they do between machines. */
  @Param({"false", "true"})
  public boolean tls;

  private ChannelCredentials credentials = InsecureChannelCredentials.create();

  @Setup
  @SuppressWarnings("AddressSelection") // of this machine
  public void open() throws IOException {
    folder = Files.createTempDirectory("sluice-bench");
    store = RocksDbStore.openOrCreate(folder.resolve("store"), RocksDbOptions.defaults());
    storage = LocalBlobStorage.open(folder.resolve("blobs"));
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    manager =
        new Manager(
            store,
            storage,
            new ManagerOptions(
                ROOT,
                new MasterKey(new byte[MasterKey.LENGTH], random),
                "us-east-1",
                128 << 10,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofHours(1)),
            clock,
            random);
    executor = Executors.newVirtualThreadPerTaskExecutor();
    ServerCredentials server = tls ? certified() : InsecureServerCredentials.create();
    remote =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), server)
            .directExecutor()
            .addService(new ManagerService(manager, Audience.GATEWAYS, executor))
            .build()
            .start();
    target = "localhost:" + remote.getPort();
    lasting =
        new NetworkTransport(
            List.of(channel()),
            new NetworkTransport.Options(DEADLINE, DEADLINE, 100),
            clock,
            random);
    Reply _ =
        client(manager::execute)
            .execute(
                sign(
                    Request.newBuilder()
                        .setCreateBucket(CreateBucketRequest.newBuilder().setBucket(BUCKET))));
    // good for a quarter of an hour, as a signature is
    request =
        sign(Request.newBuilder().setGetBucket(GetBucketRequest.newBuilder().setBucket(BUCKET)));
  }

  /** Certificates as {@code sluice tls init} makes them; the client's are kept. */
  private ServerCredentials certified() throws IOException {
    Path files = folder.resolve("tls");
    int exitCode = new CommandLine(new TlsCommand()).execute("init", files.toString());
    if (exitCode != 0) {
      throw new IOException("no certificates could be made");
    }
    File authority = files.resolve("ca.crt").toFile();
    credentials =
        TlsChannelCredentials.newBuilder()
            .trustManager(authority)
            .keyManager(
                files.resolve("gateway.crt").toFile(), files.resolve("gateway.key").toFile())
            .build();
    return TlsServerCredentials.newBuilder()
        .trustManager(authority)
        .keyManager(files.resolve("manager.crt").toFile(), files.resolve("manager.key").toFile())
        .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
        .build();
  }

  private static Request sign(Request.Builder request) {
    return CommandSignature.sign(
        request.build(), ROOT.id(), ROOT.secret(), Clock.systemUTC().instant());
  }

  private ManagedChannel channel() {
    return NettyChannelBuilder.forTarget(target, credentials).build();
  }

  private static ManagerClient client(Transport transport) {
    return new ManagerClient(transport);
  }

  @TearDown
  public void close() throws IOException {
    lasting.close();
    remote.shutdownNow();
    executor.shutdownNow();
    manager.close();
    storage.close();
    store.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** As gateways and managers apart do. */
  @Benchmark
  public Reply lastingConnection() {
    return client(lasting).execute(request);
  }

  /** As it was done before HDDS-4440: a connection, and its handshake, for each request. */
  @Benchmark
  public Reply newConnection() throws InterruptedException {
    ManagedChannel channel = channel();
    try {
      return client(new DirectTransport(channel, DEADLINE)).execute(request);
    } finally {
      channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
  }

  /** As in one process. */
  @Benchmark
  public Reply inProcess() {
    return client(manager::execute).execute(request);
  }
}

package io.sluice.credentials.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What it costs to be given credentials that are valid for another hour. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBenchmark {
  @Param({"STATIC", "SDK", "SDK_ASYNC", "SLUICE"})
  public String variant = "";

  @SuppressWarnings("NullAway.Init") // by setUp
  private Servers servers;

  @SuppressWarnings("NullAway.Init")
  private AwsCredentialsProvider provider;

  @Setup
  public void setUp() throws IOException {
    servers = new Servers(Duration.ofHours(1), Duration.ZERO);
    Path token = Files.writeString(Files.createTempFile("bench", "token"), "token");
    provider =
        Variant.valueOf(variant).provider(servers.sts.uri(), token, new Scale(Duration.ofHours(1)));
    provider.resolveCredentials();
    Files.delete(token);
  }

  @TearDown
  public void tearDown() {
    Variant.stop(provider);
    servers.close();
  }

  @Benchmark
  public AwsCredentials resolveCredentials() {
    return provider.resolveCredentials();
  }

  @Benchmark
  public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity() {
    return provider.resolveIdentity();
  }
}

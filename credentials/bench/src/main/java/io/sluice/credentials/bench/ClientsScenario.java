package io.sluice.credentials.bench;

import io.sluice.credentials.aws.PrefetchingCredentialsProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Result 4: calls to STS with 64 clients in a process, each of which builds its own provider, as
 * the SDK does for a client that is given none, and S3A, Iceberg and Kafka Connect for every file
 * system, table and task.
 */
final class ClientsScenario {
  private static final String CALLS = "calls for each expiry";
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final int clients;
  private final Duration life;
  private final int expiries;
  private final int runs;
  private final Path token;

  ClientsScenario(boolean smoke, Path token) {
    this.clients = smoke ? 4 : 64;
    this.life = Duration.ofSeconds(smoke ? 2 : 10);
    this.expiries = smoke ? 1 : 3;
    this.runs = smoke ? 1 : 3;
    this.token = token;
  }

  Result run() throws ExecutionException, InterruptedException {
    Result.Builder result =
        new Result.Builder("clients", "calls to STS, with %d clients".formatted(clients));
    for (Variant variant : new Variant[] {Variant.SDK, Variant.SDK_ASYNC, Variant.SLUICE}) {
      double[] calls = new double[runs];
      for (int run = 0; run < runs; run++) {
        calls[run] = callsForEachExpiry(variant);
      }
      result.figure(variant, CALLS, Figure.of(calls));
    }
    result.bar("one call for each expiry", result.median(Variant.SLUICE, CALLS), 1);
    return result.build();
  }

  private double callsForEachExpiry(Variant variant)
      throws ExecutionException, InterruptedException {
    try (Servers servers = new Servers(life, Duration.ZERO);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<AwsCredentialsProvider> providers = providers(variant, servers);
      List<Future<Integer>> loaded = new ArrayList<>();
      providers.forEach(one -> loaded.add(threads.submit(() -> use(one, 0))));
      var _ = sum(loaded); // the first set is no expiry
      long before = servers.stsCalls();
      List<Future<Integer>> used = new ArrayList<>();
      providers.forEach(one -> used.add(threads.submit(() -> use(one, expiries))));
      double replacements = sum(used);
      double calls = servers.stsCalls() - before;
      providers.forEach(Variant::stop);
      return calls / replacements * clients;
    }
  }

  /**
   * One client signs a request now and then, until its credentials were replaced that often.
   *
   * @return how often they were
   */
  private int use(AwsCredentialsProvider provider, int replacements) {
    long begun = System.nanoTime();
    Set<String> seen = new HashSet<>();
    while (seen.size() <= replacements) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException("credentials are not replaced");
      }
      seen.add(provider.resolveCredentials().accessKeyId());
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return seen.size() - 1;
  }

  private static int sum(List<Future<Integer>> figures)
      throws ExecutionException, InterruptedException {
    int sum = 0;
    for (Future<Integer> figure : figures) {
      sum += figure.get();
    }
    return sum;
  }

  private List<AwsCredentialsProvider> providers(Variant variant, Servers servers) {
    List<AwsCredentialsProvider> providers = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      providers.add(
          variant == Variant.SLUICE
              ? byProperties(servers)
              : variant.provider(servers.sts.uri(), token, new Scale(life)));
    }
    return providers;
  }

  /** As a framework builds it. */
  private AwsCredentialsProvider byProperties(Servers servers) {
    String prefix = "sluice.credentials.";
    return PrefetchingCredentialsProvider.create(
        Map.of(
            prefix + "source",
            "web-identity",
            prefix + "region",
            "eu-west-1",
            prefix + "sts.endpoint",
            servers.sts.uri().toString(),
            prefix + "web-identity.role-arn",
            "arn:aws:iam::111122223333:role/bench",
            prefix + "web-identity.token-file",
            token.toString(),
            prefix + "refresh.lead",
            life.dividedBy(4).toString()));
  }
}

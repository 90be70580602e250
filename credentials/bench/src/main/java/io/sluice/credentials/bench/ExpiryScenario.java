package io.sluice.credentials.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Result 3: 200 requests a second over ten expiries. All variants send a request at the same
 * moment, so that whatever the machine does meanwhile happens to all of them; and a latency is
 * counted from the moment at which the request was to begin, so that waiting in line counts.
 */
final class ExpiryScenario {
  /** What S3 takes to answer, which all the credentials in the world do not change. */
  static final Duration S3_TIME = Duration.ofMillis(50);

  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final double WITHIN = 1.10;
  private static final String P99_9 = "p99.9 ms";
  private static final String WORST = "worst ms";
  private static final String WAITS = "requests that waited 10 ms";
  private static final String FAILED = "failed requests";

  private final int ticksPerSecond;
  private final int expiries;
  private final int runs;
  private final Duration life;
  private final Duration warmUp;
  private final Path token;
  private final List<PerVariant<Samples>> measured = new ArrayList<>();

  ExpiryScenario(boolean smoke, Path token) {
    this.ticksPerSecond = smoke ? 20 : 200;
    this.expiries = smoke ? 1 : 10;
    this.runs = smoke ? 1 : 3;
    this.life = smoke ? Duration.ofSeconds(3) : LIFE;
    this.warmUp = smoke ? Duration.ofMillis(500) : LIFE;
    this.token = token;
  }

  Result run() {
    for (int run = 0; run < runs; run++) {
      measured.add(once());
    }
    Result.Builder result =
        new Result.Builder(
            "expiry",
            "%d requests/s over %d expiries of %s, %d runs"
                .formatted(ticksPerSecond, expiries, life, runs));
    for (Variant variant : Variant.values()) {
      result.figure(variant, "p50 ms", quantile(variant, 0.5));
      result.figure(variant, "p99 ms", quantile(variant, 0.99));
      result.figure(variant, P99_9, quantile(variant, 0.999));
      result.figure(variant, WORST, quantile(variant, 1));
      result.figure(variant, WAITS, figure(Samples::waits, variant));
      result.figure(
          variant, "longest wait for credentials ms", figure(Samples::longestWaitMillis, variant));
      result.figure(variant, FAILED, figure(Samples::failures, variant));
    }
    for (String figure : new String[] {P99_9, WORST}) {
      result.bar(
          figure + " within 10 % of static credentials",
          result.median(Variant.SLUICE, figure),
          result.median(Variant.STATIC, figure) * WITHIN);
    }
    result.bar(
        "no request waits for credentials",
        measured.stream().mapToInt(run -> run.of(Variant.SLUICE).waits()).sum(),
        0);
    result.bar("no failed request", failures(Variant.SLUICE), 0);
    return result.build();
  }

  /** Of the run in which the machine itself disturbed the least. */
  String picture() {
    PerVariant<Samples> quietest =
        measured.stream()
            .min(Comparator.comparingDouble(run -> run.of(Variant.STATIC).worstMillis()))
            .orElseThrow();
    return LatencyPicture.draw(quietest, life, expiries, ticksPerSecond);
  }

  private Figure quantile(Variant variant, double part) {
    return figure(samples -> samples.quantileMillis(part), variant);
  }

  /** Of all runs. */
  private Figure figure(ToDoubleFunction<Samples> what, Variant variant) {
    return Figure.of(
        measured.stream().mapToDouble(run -> what.applyAsDouble(run.of(variant))).toArray());
  }

  private int failures(Variant variant) {
    return measured.stream().mapToInt(run -> run.of(variant).failures()).sum();
  }

  private PerVariant<Samples> once() {
    try (Servers servers = new Servers(life, S3_TIME);
        ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      PerVariant<AwsCredentialsProvider> providers =
          PerVariant.make(variant -> variant.provider(servers.sts.uri(), token, new Scale(life)));
      PerVariant<S3Client> clients =
          PerVariant.make(
              variant -> Clients.s3(servers.s3.uri(), new TimedProvider(providers.of(variant))));
      try {
        send(requests, clients, warmUp);
        return send(requests, clients, life.multipliedBy(expiries));
      } finally {
        clients.forEach(S3Client::close);
        providers.forEach(Variant::stop);
      }
    }
  }

  private PerVariant<Samples> send(
      ExecutorService requests, PerVariant<S3Client> clients, Duration time) {
    long tickNanos = TimeUnit.SECONDS.toNanos(1) / ticksPerSecond;
    int ticks = (int) (time.toNanos() / tickNanos);
    PerVariant<Samples> samples = PerVariant.make(any -> new Samples(ticks));
    Variant[] variants = Variant.values();
    CountDownLatch underWay = new CountDownLatch(ticks * variants.length);
    long start = System.nanoTime();
    for (int tick = 0; tick < ticks; tick++) {
      long due = start + tick * tickNanos;
      LockSupport.parkNanos(due - System.nanoTime());
      for (int i = 0; i < variants.length; i++) {
        Variant variant = variants[(tick + i) % variants.length]; // each is the first in turn
        requests.execute(
            () -> {
              try {
                Clients.get(clients.of(variant));
                samples
                    .of(variant)
                    .add(due - start, System.nanoTime() - due, TimedProvider.waitedNanos());
              } catch (RuntimeException failure) { // a result, not the end of the run
                samples.of(variant).addFailure();
              } finally {
                underWay.countDown();
              }
            });
      }
    }
    await(underWay);
    return samples;
  }

  private static void await(CountDownLatch underWay) {
    try {
      if (!underWay.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(underWay.getCount() + " requests did not end");
      }
    } catch (InterruptedException interruption) {
      throw new IllegalStateException("interrupted", interruption);
    }
  }
}

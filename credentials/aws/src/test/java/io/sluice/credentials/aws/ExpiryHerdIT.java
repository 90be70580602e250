package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.credentials.RefreshListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand threads read, again and again, while STS takes ten seconds and then an hour ends.
 */
class ExpiryHerdIT {
  private static final int THREADS = 10_000;
  private static final long STACK_BYTES = 64 << 10;

  @TempDir private Path folder;

  @Test
  void one_call_no_blocked_read_no_error() {
    try (AwsFixture fixture = new AwsFixture(folder)) {
      AtomicInteger blocked = new AtomicInteger();
      PrefetchingCredentialsProvider provider =
          PrefetchingCredentialsProvider.builder(patientIssuer(fixture))
              .policy(AwsFixture.PATIENT)
              .scheduler(fixture.scheduler)
              .build()
              .awaitReady(Duration.ofSeconds(30));
      provider.supplier().addListener(countingBlockedReads(blocked));
      Herd herd = new Herd(provider);

      CountDownLatch sts = new CountDownLatch(1);
      fixture.sts.thenWaitFor(sts);
      fixture.pass(Duration.ofMinutes(40));
      eventually(() -> assertThat(fixture.sts.requests()).hasSize(2));
      for (int second = 0; second < 10; second += 2) {
        herd.readOnce();
        fixture.pass(Duration.ofSeconds(2));
      }
      assertThat(herd.seen).containsOnlyKeys("ASIA0001");

      sts.countDown();
      eventually(
          () -> assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0002"));
      Instant expiry = fixture.time.instant().plus(Duration.ofMinutes(20));
      while (fixture.time.instant().isBefore(expiry)) {
        fixture.pass(Duration.ofMinutes(7));
        herd.readOnce();
      }

      herd.end();
      assertThat(fixture.sts.requests()).as("one call for the expiry").hasSize(2);
      assertThat(blocked).as("blocked reads").hasValue(0);
      assertThat(herd.errors.sum()).as("errors").isZero();
      assertThat(herd.seen)
          .hasEntrySatisfying("ASIA0001", n -> assertThat(n.sum()).isEqualTo(5L * THREADS))
          .hasEntrySatisfying("ASIA0002", n -> assertThat(n.sum()).isEqualTo(3L * THREADS));
      provider.stop();
    }
  }

  /** Its clock is the machine's, and ten thousand threads take their time on a small one. */
  private static WebIdentityIssuer patientIssuer(AwsFixture fixture) {
    return WebIdentityIssuer.of(
        StsOptions.DEFAULT.withTimeout(Duration.ofMinutes(2)), fixture.environment());
  }

  private static RefreshListener countingBlockedReads(AtomicInteger blocked) {
    return new RefreshListener() {
      @Override
      public void readBlocked(Duration waited) {
        blocked.incrementAndGet();
      }
    };
  }

  /** Threads that read once each whenever they are told to. */
  private static final class Herd {
    final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    final LongAdder errors = new LongAdder();
    private final PrefetchingCredentialsProvider provider;
    private final Phaser begin = new Phaser(1);
    private final Phaser end = new Phaser(1);

    Herd(PrefetchingCredentialsProvider provider) {
      this.provider = provider;
      for (int i = 0; i < THREADS; i++) {
        begin.register();
        end.register();
        Thread thread = new Thread(null, this::readInPhases, "reader-" + i, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
      }
    }

    void readOnce() {
      begin.arriveAndAwaitAdvance();
      end.arriveAndAwaitAdvance();
    }

    void end() {
      begin.forceTermination();
    }

    private void readInPhases() {
      while (begin.arriveAndAwaitAdvance() >= 0) {
        try {
          String key = provider.resolveCredentials().accessKeyId();
          seen.computeIfAbsent(key, any -> new LongAdder()).increment();
        } catch (RuntimeException failure) {
          errors.increment();
        }
        end.arrive();
      }
    }
  }
}

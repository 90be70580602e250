package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.credentials.testing.Eventually;
import io.sluice.credentials.testing.TestingTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The scheduler on its own threads, with a clock turned by hand. */
class RefreshSchedulerTest {
  private final TestingTime time = new TestingTime(Fixture.START);
  private final RefreshScheduler scheduler =
      new RefreshScheduler(TimeSource.of(time, time::nanoTime));

  @Test
  void an_issuer_that_hangs_delays_nobody_else() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    TestingIssuer stuck = new TestingIssuer(time::instant, Fixture.LIFE);
    stuck.then(
        call -> {
          assertThat(never.await(60, TimeUnit.SECONDS)).isTrue();
          return stuck.fresh(call);
        });
    TestingIssuer well = new TestingIssuer(time::instant, Fixture.LIFE);
    try (RefreshingSupplier<String> hanging = supplier(stuck).start();
        RefreshingSupplier<String> other = supplier(well).awaitReady(Duration.ofSeconds(30))) {
      Eventually.eventually(() -> assertThat(stuck.calls).hasValue(1));

      time.advance(Duration.ofMinutes(40));
      scheduler.wake();

      Eventually.eventually(() -> assertThat(other.get()).isEqualTo("value-2"));
      assertThat(hanging.status().health()).isEqualTo(SupplierStatus.Health.DOWN);
      never.countDown();
    }
  }

  @Test
  void its_threads_are_daemons_and_end_with_the_last_supplier() {
    List<Thread> threads = new ArrayList<>();
    TestingIssuer issuer = new TestingIssuer(time::instant, Fixture.LIFE);
    try (RefreshingSupplier<String> supplier =
        supplier(issuer).awaitReady(Duration.ofSeconds(30))) {
      assertThat(supplier.get()).isEqualTo("value-1");
      threads.addAll(clockThreads());
      assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);
    }
    scheduler.wake();

    Eventually.eventually(() -> assertThat(threads).noneMatch(Thread::isAlive));
    try (RefreshingSupplier<String> another = supplier(issuer)) {
      assertThat(another.get()).as("it starts again for the next one").isEqualTo("value-2");
    }
  }

  @Test
  void a_supplier_that_was_forgotten_is_not_refreshed_for_ever() {
    TestingIssuer issuer = new TestingIssuer(time::instant, Fixture.LIFE);
    supplier(issuer).awaitReady(Duration.ofSeconds(30));

    Eventually.eventually(
        () -> {
          System.gc();
          scheduler.wake();
          assertThat(clockThreads()).isEmpty();
        });
  }

  @Test
  void observers_see_every_supplier() {
    List<String> seen = new ArrayList<>();
    TestingIssuer issuer = new TestingIssuer(time::instant, Fixture.LIFE);
    try (RefreshingSupplier<String> before = supplier(issuer).start()) {
      scheduler.observe(supplier -> seen.add(supplier.name()));
      try (RefreshingSupplier<String> after = supplier(issuer).start()) {
        assertThat(seen).containsExactly(before.name(), after.name());
      }
    }
  }

  @Test
  void issuers_see_the_class_loader_of_whoever_built_the_supplier() {
    ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
    List<@Nullable ClassLoader> seen = new ArrayList<>();
    Thread.currentThread().setContextClassLoader(mine);
    TestingIssuer issuer = new TestingIssuer(time::instant, Fixture.LIFE);
    issuer.then(
        call -> {
          seen.add(Thread.currentThread().getContextClassLoader());
          return issuer.fresh(call);
        });
    try (RefreshingSupplier<String> supplier = supplier(issuer)) {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
      assertThat(supplier.get()).isEqualTo("value-1");
    }
    assertThat(seen).containsExactly(mine);
  }

  private RefreshingSupplier<String> supplier(TestingIssuer issuer) {
    return RefreshingSupplier.builder(issuer).scheduler(scheduler).build();
  }

  private static List<Thread> clockThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sluice-credentials"))
        .toList();
  }
}

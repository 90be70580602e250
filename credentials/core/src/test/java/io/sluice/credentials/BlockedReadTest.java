package io.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads that find nothing valid, on real threads and a real scheduler. */
class BlockedReadTest {
  private final ExecutorService readers = Executors.newCachedThreadPool();
  private final RefreshScheduler scheduler = new RefreshScheduler(TimeSource.system());
  private final TestingIssuer issuer = new TestingIssuer(Instant::now, Duration.ofHours(1));
  private final TestingListener listener = new TestingListener();
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void stop() {
    readers.shutdownNow();
  }

  @Test
  void wait_for_the_one_call_that_is_under_way() throws Exception {
    issuer.then(this::whenReleased);
    try (RefreshingSupplier<String> supplier = supplier(RefreshPolicy.DEFAULT)) {
      List<Future<String>> reads = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        reads.add(readers.submit(supplier::get));
      }
      Eventually.eventually(() -> assertThat(issuer.calls).hasValue(1));
      answer.countDown();

      for (Future<String> read : reads) {
        assertThat(read.get()).isEqualTo("value-1");
      }
      assertThat(issuer.calls).hasValue(1);
    }
  }

  @Test
  void give_up_after_the_read_timeout() {
    issuer.then(this::whenReleased);
    RefreshPolicy policy = RefreshPolicy.DEFAULT.withReadTimeout(Duration.ofMillis(20));
    try (RefreshingSupplier<String> supplier = supplier(policy)) {
      assertThatThrownBy(supplier::get)
          .isInstanceOf(CredentialException.class)
          .hasMessage(
              "reader: no valid credentials for arn:aws:iam::1:role/reader at https://sts.example:"
                  + " there never were any; no attempt has ended yet");
      assertThat(listener.news).containsExactly("read blocked");
    }
  }

  @Test
  void end_when_the_supplier_is_closed() throws Exception {
    issuer.then(this::whenReleased);
    RefreshingSupplier<String> supplier = supplier(RefreshPolicy.DEFAULT);
    Future<String> read = readers.submit(supplier::get);
    Eventually.eventually(() -> assertThat(issuer.calls).hasValue(1));

    supplier.close();

    assertThatThrownBy(read::get).cause().hasMessage("reader: closed");
  }

  @Test
  void end_when_their_thread_is_interrupted() throws Exception {
    issuer.then(this::whenReleased);
    try (RefreshingSupplier<String> supplier = supplier(RefreshPolicy.DEFAULT)) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  supplier.get();
                } catch (CredentialException failure) {
                  assertThat(Thread.currentThread().isInterrupted()).isTrue();
                  thrown.complete(failure);
                }
              });
      reader.start();
      Eventually.eventually(() -> assertThat(issuer.calls).hasValue(1));

      reader.interrupt();

      assertThat(thrown.get()).hasMessage("reader: interrupted while waiting");
    }
  }

  @Test
  void threads_that_must_not_wait_share_one_that_does() throws Exception {
    issuer.then(this::whenReleased);
    try (RefreshingSupplier<String> supplier = supplier(RefreshPolicy.DEFAULT)) {
      List<CompletableFuture<String>> futures = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        futures.add(supplier.whenAvailable());
      }
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      futures.get(0).complete("forged");
      answer.countDown();

      for (CompletableFuture<String> future : futures.subList(1, 1_000)) {
        assertThat(future.get()).isEqualTo("value-1");
      }
      assertThat(listener.news).containsOnlyOnce("read blocked");
    }
  }

  @Test
  void a_value_that_lasts_is_waited_for() throws Exception {
    issuer.then(call -> Issued.until(Instant.now().plusSeconds(600), "short", Origin.UNKNOWN));
    RefreshPolicy policy = RefreshPolicy.DEFAULT.withSettleTime(Duration.ZERO);
    try (RefreshingSupplier<String> supplier = supplier(policy)) {
      assertThat(supplier.get()).isEqualTo("short");
      assertThat(supplier.validFor(Duration.ofMinutes(30))).isEqualTo("value-2");
      assertThat(issuer.calls).hasValue(2);
    }
  }

  @Test
  void a_refused_value_is_never_read_again() throws Exception {
    RefreshPolicy policy = RefreshPolicy.DEFAULT.withSettleTime(Duration.ZERO);
    try (RefreshingSupplier<String> supplier = supplier(policy)) {
      for (int i = 0; i < 200; i++) {
        String refused = supplier.get();
        supplier.invalidate(refused::equals);
        assertThat(supplier.get()).isNotEqualTo(refused);
      }
    }
  }

  private RefreshingSupplier<String> supplier(RefreshPolicy policy) {
    return RefreshingSupplier.builder(issuer)
        .name("reader")
        .scheduler(scheduler)
        .policy(policy)
        .listener(listener)
        .build();
  }

  private Issued<String> whenReleased(int call) throws InterruptedException, ExecutionException {
    assertThat(answer.await(60, TimeUnit.SECONDS)).isTrue();
    return issuer.fresh(call);
  }
}

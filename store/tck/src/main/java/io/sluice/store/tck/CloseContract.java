package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.assertRefused;
import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What {@code close} promises. The threads that call without a pause are platform threads, which
 * the scheduler interrupts for each other.
 */
interface CloseContract extends StoreContract {
  private List<Callable<?>> everyCall() {
    return List.of(
        () -> store().get(key("a")),
        () -> store().getAll(List.of(key("a"), key("b"))),
        () -> store().scan(Scan.of(TABLE, Bytes.EMPTY, 10)),
        () -> store().commit(Transaction.builder().requirePresent(key("a")).build()),
        () -> store().commit(Transaction.builder().put(key("b"), bytes("1")).build()));
  }

  @Test
  default void afterCloseEveryCallIsRefused() {
    putAll("a");
    store().close();

    for (Callable<?> call : everyCall()) {
      assertRefused(StoreError.CLOSED, call::call);
    }
  }

  @Test
  default void closeMayBeCalledAgain() {
    putAll("a");
    store().close();
    store().close();

    assertRefused(StoreError.CLOSED, () -> store().get(key("a")));
  }

  @Test
  default void whoeverIsInACallWhenTheStoreClosesGetsAnAnswerOrClosed()
      throws InterruptedException, ExecutionException {
    putAll("a");
    List<Future<Integer>> callers = new ArrayList<>();
    CountDownLatch running = new CountDownLatch(2 * everyCall().size());
    AtomicBoolean closed = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Callable<?> call : everyCall()) {
        callers.add(threads.submit(() -> callUntilClosed(call, running, closed)));
        callers.add(threads.submit(() -> callUntilClosed(call, running, closed)));
      }
      running.await();
      Future<?> other = threads.submit(store()::close);
      store().close();
      closed.set(true);
      other.get();
      for (Future<Integer> caller : callers) {
        assertThat(caller.get()).isPositive();
      }
    }
  }

  /** Returns how many calls were answered before one was refused with {@code CLOSED}. */
  private static int callUntilClosed(Callable<?> call, CountDownLatch running, AtomicBoolean closed)
      throws Exception {
    try {
      call.call();
    } finally {
      running.countDown();
    }
    for (int answered = 1; ; answered++) {
      boolean late = closed.get();
      try {
        call.call();
      } catch (StoreException e) {
        assertThat(e.error()).isEqualTo(StoreError.CLOSED);
        return answered;
      }
      assertThat(late).as("answered after close").isFalse();
    }
  }
}

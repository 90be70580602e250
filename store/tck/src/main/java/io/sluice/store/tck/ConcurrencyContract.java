package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store promises to many threads at once. */
interface ConcurrencyContract extends StoreContract {
  private static <T> List<T> together(int threads, Callable<T> task)
      throws InterruptedException, ExecutionException {
    List<T> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<T> result :
          executor.invokeAll(IntStream.range(0, threads).mapToObj(_ -> task).toList())) {
        results.add(result.get());
      }
    }
    return results;
  }

  private Optional<Long> tryCommit(Transaction.Builder transaction) {
    try {
      return Optional.of(store().commit(transaction.build()));
    } catch (ConditionFailedException _) {
      return Optional.empty();
    }
  }

  @Test
  default void ofManyWhoCreateAKeyOneSucceeds() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 20; round++) {
      Key contested = key("contested-" + round);
      List<Optional<Long>> outcomes =
          together(
              16,
              () ->
                  tryCommit(
                      Transaction.builder().requireAbsent(contested).put(contested, bytes("1"))));

      assertThat(outcomes.stream().flatMap(Optional::stream))
          .containsExactly(store().get(contested).orElseThrow().revision());
    }
  }

  @Test
  default void noIncrementIsLost() throws InterruptedException, ExecutionException {
    put("counter", "0");

    List<Set<Long>> revisions = together(8, () -> increment(25));

    assertThat(value("counter")).contains("200");
    Set<Long> distinct = new HashSet<>();
    revisions.forEach(distinct::addAll);
    assertThat(distinct).hasSize(200);
  }

  private Set<Long> increment(int times) {
    Set<Long> revisions = new HashSet<>();
    while (revisions.size() < times) {
      Entry entry = store().get(key("counter")).orElseThrow();
      int count = Integer.parseInt(StoreContract.text(entry.value()));
      tryCommit(
              Transaction.builder()
                  .requireUnchanged(key("counter"), entry.revision())
                  .put(key("counter"), bytes(String.valueOf(count + 1))))
          .ifPresent(revisions::add);
    }
    return revisions;
  }

  @Test
  default void readsOfManyKeysAreAsOfOneMoment() throws InterruptedException, ExecutionException {
    List<Key> keys = IntStream.range(0, 50).mapToObj(i -> key("k" + i)).toList();
    writeEverywhere(keys, 0);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          executor.submit(
              () -> {
                for (int i = 1; i <= 200; i++) {
                  writeEverywhere(keys, i);
                }
                done.set(true);
              });
      while (!done.get() && !writer.isDone()) {
        assertThat(store().getAll(keys).stream().distinct()).hasSize(1);
        Page page = store().scan(Scan.of(TABLE, bytes("k"), 100));
        assertThat(page.entries().stream().map(Page.Item::entry).distinct()).hasSize(1);
        assertThat(page.entries()).hasSameSizeAs(keys);
      }
      writer.get();
    }
    assertThat(value("k49")).contains("200");
  }

  private void writeEverywhere(List<Key> keys, int value) {
    Transaction.Builder transaction = Transaction.builder();
    keys.forEach(key -> transaction.put(key, bytes(String.valueOf(value))));
    store().commit(transaction.build());
  }

  @Test
  default void commitsAndReadsAreSerialisable() throws InterruptedException, ExecutionException {
    History history = new AppendWorkload(store(), Seed.choose()).run();

    assertThat(SerialisabilityChecker.violation(history)).isEmpty();
  }
}

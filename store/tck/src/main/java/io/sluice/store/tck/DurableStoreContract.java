package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.MetadataStore;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What an engine promises besides whose content outlives the process: {@link #open}, called again
 * after the store was closed, gives the same store.
 */
public abstract class DurableStoreContract extends MetadataStoreContract {
  @Test
  void allIsThereWhenTheStoreIsOpenedAgain() {
    putAll("a", "b", "c", "d");
    put("a", "second");
    put("empty", "");
    delete("b");
    Page before = store().scan(Scan.of(TABLE, Bytes.EMPTY, 10));

    reopen();

    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 10))).isEqualTo(before);
    assertThat(value("a")).contains("second");
    assertThat(value("b")).isEmpty();
    store()
        .commit(
            Transaction.builder()
                .requireUnchanged(key("c"), revision("c"))
                .requireAbsent(key("b"))
                .put(key("c"), bytes("third"))
                .build());
    assertThat(reopen().get(key("c")).orElseThrow().value()).isEqualTo(bytes("third"));
  }

  @Test
  void revisionsAreNotReturnedAgainWhenTheStoreIsOpenedAgain() {
    Set<Long> revisions = new HashSet<>();
    int commits = 0;
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 10; i++) {
        revisions.add(put("a", "same"));
        revisions.add(store().commit(Transaction.builder().requireAbsent(key("b")).build()));
        commits += 2;
      }
      reopen();
    }

    assertThat(revisions).hasSize(commits);
  }

  @Test
  void whatWasCommittedBeforeCloseIsThere() throws InterruptedException, ExecutionException {
    int writers = 8;
    CountDownLatch running = new CountDownLatch(writers);
    List<Future<Integer>> committed = new ArrayList<>();
    MetadataStore closing = store();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < writers; i++) {
        String writer = "writer-" + i;
        committed.add(threads.submit(() -> commitUntilClosed(closing, writer, running)));
      }
      running.await();
      reopen();
      for (int i = 0; i < writers; i++) {
        int acknowledged = committed.get(i).get();
        List<Optional<Entry>> pair =
            store().getAll(List.of(key("writer-" + i + "-a"), key("writer-" + i + "-b")));
        assertThat(pair.getFirst()).isEqualTo(pair.getLast());
        assertThat(Integer.parseInt(StoreContract.text(pair.getFirst().orElseThrow().value())))
            .isBetween(acknowledged, acknowledged + 1);
      }
    }
  }

  /** Returns the number of the last commit that returned; the next one threw. */
  private static int commitUntilClosed(MetadataStore store, String writer, CountDownLatch running) {
    try {
      commitPair(store, writer, 1);
    } finally {
      running.countDown();
    }
    for (int number = 2; ; number++) {
      try {
        commitPair(store, writer, number);
      } catch (StoreException e) {
        assertThat(e.error()).isEqualTo(StoreError.CLOSED);
        return number - 1;
      }
    }
  }

  private static void commitPair(MetadataStore store, String writer, int number) {
    Bytes value = bytes(String.valueOf(number));
    store.commit(
        Transaction.builder()
            .put(key(writer + "-a"), value)
            .put(key(writer + "-b"), value)
            .build());
  }

  @Test
  void itDoesWhatTheModelDoesThroughReopening() {
    RandomTrial trial = new RandomTrial(Seed.choose(), store());
    int steps = trialSteps() / 20;
    for (int i = 0; i < 10; i++) {
      trial.run(steps);
      trial.goOnWith(reopen());
    }
    trial.run(steps);
  }
}

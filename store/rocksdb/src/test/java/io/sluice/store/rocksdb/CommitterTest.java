package io.sluice.store.rocksdb;

import static io.sluice.store.rocksdb.Stores.assertFails;
import static io.sluice.store.rocksdb.Stores.eventually;
import static io.sluice.store.rocksdb.Stores.key;
import static io.sluice.store.rocksdb.Stores.put;
import static io.sluice.store.rocksdb.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches, put together at will by holding the committer up. */
final class CommitterTest {
  private static final int MAX_WAITING = 20;

  @TempDir private Path folder;

  private final TestingDisk disk = new TestingDisk();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private RocksDbStore store;

  @BeforeEach
  void open() {
    store =
        Stores.create(folder, RocksDbOptions.defaults().withMaxWaitingCommits(MAX_WAITING), disk);
  }

  @AfterEach
  void close() {
    threads.close();
    store.close();
  }

  private Future<Long> submit(Transaction.Builder transaction) {
    Transaction built = transaction.build();
    return threads.submit(() -> store.commit(built));
  }

  /** Holds the committer up in a batch of one, so that what is submitted now comes together. */
  private Future<Long> holdUp() {
    disk.hold();
    Future<Long> first = submit(Transaction.builder().put(key("first"), Bytes.EMPTY));
    disk.awaitHeld();
    return first;
  }

  private void awaitWaiting(int commits) {
    eventually(() -> store.statistics().waiting() == commits);
  }

  @Test
  void allThatWaitShareOneSync() throws ExecutionException, InterruptedException {
    Future<Long> first = holdUp();
    List<Future<Long>> commits = new ArrayList<>();
    for (int i = 0; i < MAX_WAITING; i++) {
      commits.add(submit(Transaction.builder().put(key("k" + i), Bytes.utf8("" + i))));
    }
    awaitWaiting(MAX_WAITING);
    disk.release();
    first.get();

    Set<Long> revisions = new HashSet<>();
    for (Future<Long> commit : commits) {
      revisions.add(commit.get());
    }
    assertThat(revisions).hasSize(MAX_WAITING);
    assertThat(store.statistics().syncs()).isEqualTo(2);
    assertThat(store.statistics().largestBatch()).isEqualTo(MAX_WAITING);
    assertThat(store.statistics().commits()).isEqualTo(MAX_WAITING + 1);
    assertThat(value(store, "k7")).contains("7");
  }

  @Test
  void moreThanMayWaitAreThrottled() throws ExecutionException, InterruptedException {
    Future<Long> first = holdUp();
    List<Future<Long>> commits = new ArrayList<>();
    for (int i = 0; i < MAX_WAITING; i++) {
      commits.add(submit(Transaction.builder().put(key("k" + i), Bytes.EMPTY)));
    }
    awaitWaiting(MAX_WAITING);

    assertFails(StoreError.THROTTLED, () -> put(store, "one more", "1"));

    disk.release();
    first.get();
    for (Future<Long> commit : commits) {
      commit.get();
    }
    assertThat(value(store, "one more")).isEmpty();
    put(store, "one more", "2");
  }

  @Test
  void aConditionSeesTheCommitsBeforeItInTheBatch()
      throws ExecutionException, InterruptedException {
    Future<Long> first = holdUp();
    Future<Long> creates =
        submit(Transaction.builder().requireAbsent(key("a")).put(key("a"), Bytes.utf8("1")));
    awaitWaiting(1);
    Future<Long> createsToo =
        submit(Transaction.builder().requireAbsent(key("a")).put(key("a"), Bytes.utf8("2")));
    awaitWaiting(2);
    Future<Long> deletes = submit(Transaction.builder().delete(key("a")));
    awaitWaiting(3);
    Future<Long> createsAgain =
        submit(Transaction.builder().requireAbsent(key("a")).put(key("a"), Bytes.utf8("3")));
    awaitWaiting(4);
    disk.release();
    first.get();

    creates.get();
    assertThatThrownBy(createsToo::get).hasCauseInstanceOf(ConditionFailedException.class);
    deletes.get();
    assertThat(createsAgain.get()).isEqualTo(store.get(key("a")).orElseThrow().revision());
    assertThat(value(store, "a")).contains("3");
    assertThat(store.statistics().conflicts()).isEqualTo(1);
  }

  @Test
  void aConditionSeesTheBatchThatWasUnderWayWhenItWasLookedUp()
      throws ExecutionException, InterruptedException {
    long before = put(store, "a", "1");
    disk.hold();
    Future<Long> changes =
        submit(Transaction.builder().requireUnchanged(key("a"), before).put(key("a"), Bytes.EMPTY));
    disk.awaitHeld();
    Future<Long> late =
        submit(Transaction.builder().requireUnchanged(key("a"), before).delete(key("a")));
    awaitWaiting(1);
    disk.release();

    long after = changes.get();
    assertThatThrownBy(late::get).hasCauseInstanceOf(ConditionFailedException.class);
    assertThat(store.get(key("a")).orElseThrow().revision()).isEqualTo(after);
  }

  @Test
  void whatOnlyChecksCostsNoSync() {
    store.commit(Transaction.builder().requireAbsent(key("a")).build());
    long syncs = store.statistics().syncs();
    store.commit(Transaction.builder().requireAbsent(key("a")).build());
    store.commit(Transaction.builder().requireAbsent(key("b")).build());

    assertThat(store.statistics().syncs()).isEqualTo(syncs);
    assertThat(store.statistics().commits()).isEqualTo(3);
  }

  @Test
  void anInterruptedThreadGetsItsOutcomeAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    put(store, "a", "1");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(value(store, "a")).contains("1");
  }

  @Test
  void closeWaitsForWhatIsUnderWay() throws ExecutionException, InterruptedException {
    Future<Long> first = holdUp();
    Future<Long> second = submit(Transaction.builder().put(key("second"), Bytes.utf8("2")));
    awaitWaiting(1);
    Future<?> closing = threads.submit(store::close);
    assertThat(closing.isDone()).isFalse();
    disk.release();

    first.get();
    second.get();
    closing.get();
    assertFails(StoreError.CLOSED, () -> put(store, "third", "3"));
    store = Stores.openOrCreate(folder);
    assertThat(value(store, "second")).contains("2");
    assertThat(value(store, "third")).isEmpty();
  }
}

package io.sluice.catalog.entity;

import static io.sluice.catalog.entity.TestingEntities.TABLE;
import static io.sluice.catalog.rest.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.record.Keys;
import io.sluice.store.ConditionFailedException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommitsTest {
  private final TestingEntities lake = new TestingEntities();

  @AfterEach
  void close() {
    lake.close();
  }

  /** Holds the first back until all others wait, so that they go together. */
  private List<Future<Found>> together(List<UpdateTableRequest> requests) throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    AtomicInteger writes = new AtomicInteger();
    lake.storage.decorate(
        files ->
            new TestingFileIO(
                files,
                () -> {
                  if (writes.getAndIncrement() == 0) {
                    await(held);
                  }
                },
                () -> {}));
    AtomicInteger begun = new AtomicInteger();
    List<Future<Found>> futures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try (ExecutorService executor =
        Executors.newThreadPerTaskExecutor(
            task -> {
              Thread thread = new Thread(task);
              threads.add(thread);
              return thread;
            })) {
      try {
        for (UpdateTableRequest request : requests) {
          futures.add(
              executor.submit(
                  () -> {
                    begun.incrementAndGet();
                    return lake.entities.commit(lake.catalog, TABLE, lake.form, request, Once.NONE);
                  }));
          // ahead of the others: one that is refused would never write, and not wait either
          eventually("the first one writes", () -> writes.get() == 1);
        }
        eventually(
            "all others wait",
            () ->
                begun.get() == requests.size()
                    && threads.stream()
                        .allMatch(thread -> thread.getState() == Thread.State.WAITING));
      } finally {
        // also where it fails: the executor waits for them
        held.countDown();
      }
    }
    return futures;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void thoseThatWaitTogetherAreCommittedTogether() throws Exception {
    Found _ = lake.create("t");
    int before = lake.store.commits.get();
    List<UpdateTableRequest> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(TestingEntities.set(TABLE, "key" + i, "value"));
    }

    for (Future<Found> future : together(requests)) {
      assertThat(future.get().record().getMetadataLocation()).isNotEmpty();
    }

    for (int i = 0; i < 20; i++) {
      assertThat(lake.now(TABLE).properties()).containsEntry("key" + i, "value");
    }
    // an intent and a commit for the first one, and for all others
    assertThat(lake.store.commits.get() - before).isEqualTo(4);
    assertThat(lake.now(TABLE).previousFiles()).hasSize(2);
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
  }

  @Test
  void whoseRequirementsDoNotHoldFailsAlone() throws Exception {
    Found _ = lake.create("t");
    List<UpdateTableRequest> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      requests.add(
          i % 3 == 1
              ? TestingEntities.refused(TABLE)
              : TestingEntities.set(TABLE, "key" + i, "value"));
    }

    List<Future<Found>> futures = together(requests);

    for (int i = 0; i < 12; i++) {
      Future<Found> future = futures.get(i);
      if (i % 3 == 1) {
        assertThatThrownBy(future::get).hasCauseInstanceOf(CommitFailedException.class);
      } else {
        assertThat(future.get()).isNotNull();
        assertThat(lake.now(TABLE).properties()).containsEntry("key" + i, "value");
      }
    }
    assertThat(lake.now(TABLE).properties()).doesNotContainKey("never");
  }

  @Test
  void aCommitIsTriedAgainOnWhatAnotherManagerLeftBehind() {
    Found _ = lake.create("t");
    Entities other = lake.entities();
    AtomicInteger interferences = new AtomicInteger();
    lake.storage.decorate(
        files ->
            new TestingFileIO(
                files,
                () -> {
                  if (interferences.getAndIncrement() == 0) {
                    Found _ =
                        other.commit(
                            lake.catalog,
                            TABLE,
                            lake.form,
                            TestingEntities.set(TABLE, "theirs", "1"),
                            Once.NONE);
                  }
                },
                () -> {}));

    Found _ =
        lake.entities.commit(
            lake.catalog, TABLE, lake.form, TestingEntities.set(TABLE, "ours", "1"), Once.NONE);

    assertThat(lake.now(TABLE).properties()).containsKeys("ours", "theirs");
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
  }

  @Test
  void aTransactionChangesAllTablesOrNone() {
    TableIdentifier other = TableIdentifier.of(TestingEntities.NAMESPACE, "u");
    Found _ = lake.create("t");
    Found _ = lake.create("u");

    assertThatThrownBy(
            () ->
                lake.entities.commitAll(
                    lake.catalog,
                    lake.form,
                    List.of(TestingEntities.set(TABLE, "a", "1"), TestingEntities.refused(other)),
                    Once.NONE))
        .isInstanceOf(CommitFailedException.class);
    assertThat(lake.now(TABLE).properties()).doesNotContainKey("a");

    lake.entities.commitAll(
        lake.catalog,
        lake.form,
        List.of(TestingEntities.set(TABLE, "a", "1"), TestingEntities.set(other, "b", "2")),
        Once.NONE);

    assertThat(lake.now(TABLE).properties()).containsEntry("a", "1");
    assertThat(lake.now(other).properties()).containsEntry("b", "2");
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
  }

  @Test
  void aTransactionOverManyTablesIsOneOrIsRefused() {
    List<UpdateTableRequest> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Found _ = lake.create("t" + i);
      requests.add(
          TestingEntities.set(
              TableIdentifier.of(TestingEntities.NAMESPACE, "t" + i), "changed", "yes"));
    }

    assertThatThrownBy(() -> lake.entities.commitAll(lake.catalog, lake.form, requests, Once.NONE))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("too many tables");
    assertThat(lake.store.count(Keys.INTENTS)).isZero();

    lake.entities.commitAll(lake.catalog, lake.form, requests.subList(0, 45), Once.NONE);

    for (UpdateTableRequest request : requests.subList(0, 45)) {
      assertThat(lake.now(request.identifier()).properties()).containsEntry("changed", "yes");
    }
    // what the tables were before goes at the next round
    lake.reaper(Duration.ZERO).reap(() -> true);
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(Keys.PARTS)).isEqualTo(60);
  }

  @Test
  void aTransactionOverSomeTablesMayBringMuch() {
    byte[] bytes = new byte[150_000];
    List<UpdateTableRequest> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Found _ = lake.create("t" + i);
      new Random(i).nextBytes(bytes);
      TableIdentifier table = TableIdentifier.of(TestingEntities.NAMESPACE, "t" + i);
      requests.add(TestingEntities.set(table, "much", HexFormat.of().formatHex(bytes)));
    }

    lake.entities.commitAll(lake.catalog, lake.form, requests, Once.NONE);

    for (UpdateTableRequest request : requests) {
      assertThat(lake.now(request.identifier()).properties().get("much")).hasSize(300_000);
    }
    lake.reaper(Duration.ZERO).reap(() -> true);
    assertThat(lake.store.count(Keys.INTENTS)).isZero();
    assertThat(lake.store.count(Keys.PARTS)).isEqualTo(8);
  }

  @Test
  void nothingIsCommittedToWhatIsNotThere() {
    assertThatThrownBy(
            () ->
                lake.entities.commit(
                    lake.catalog,
                    TABLE,
                    lake.form,
                    TestingEntities.set(TABLE, "a", "1"),
                    Once.NONE))
        .isInstanceOf(NoSuchTableException.class);
  }

  @Test
  void aRequestIsDoneOnceHoweverOftenItArrives() {
    Found _ = lake.create("t");
    Answers answers = new Answers(lake.store, lake.clock, Duration.ofMinutes(30));
    Once once = answers.once(lake.catalog, "p", UUID.randomUUID().toString(), "POST /t");
    Found first =
        lake.entities.commit(
            lake.catalog, TABLE, lake.form, TestingEntities.set(TABLE, "a", "1"), once);

    assertThatThrownBy(
            () ->
                lake.entities.commit(
                    lake.catalog, TABLE, lake.form, TestingEntities.set(TABLE, "a", "2"), once))
        .isInstanceOf(ConditionFailedException.class);

    assertThat(answers.find(once)).hasValueSatisfying(a -> assertThat(a.getReload()).isTrue());
    assertThat(lake.found(TABLE).record()).isEqualTo(first.record());

    Clock later = Clock.offset(lake.clock, Duration.ofHours(1));
    Answers old = new Answers(lake.store, later, Duration.ofMinutes(30));
    assertThat(old.find(once)).isEmpty();
    old.forget(() -> true);
    assertThat(lake.store.count(Keys.ANSWERS)).isZero();
  }
}

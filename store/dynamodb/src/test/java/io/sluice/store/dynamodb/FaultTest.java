package io.sluice.store.dynamodb;

import static io.sluice.store.dynamodb.Stores.assertFails;
import static io.sluice.store.dynamodb.Stores.delete;
import static io.sluice.store.dynamodb.Stores.key;
import static io.sluice.store.dynamodb.Stores.noise;
import static io.sluice.store.dynamodb.Stores.put;
import static io.sluice.store.dynamodb.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import io.sluice.store.dynamodb.TestingNetwork.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of calls when requests are refused, fail or are lost. */
final class FaultTest {
  private static final String WRITE = "TransactWriteItems";
  private static final Duration LITTLE_PATIENCE = Duration.ofMillis(400);

  private final TestingNetwork network = new TestingNetwork();
  private final DynamoDbOptions options =
      LocalDynamoDb.running().options(LocalDynamoDb.freshTable());
  private DynamoDbStore store = LocalDynamoDb.running().open(options, network);

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** Opens the store once more, by a caller who does not wait for long. */
  private TestingNetwork impatient() {
    put(store, "a", "before");
    store.close();
    TestingNetwork fresh = new TestingNetwork();
    store = LocalDynamoDb.running().open(options.withPatience(LITTLE_PATIENCE), fresh);
    // takes a block of revisions
    put(store, "b", "before");
    return fresh;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fate.class,
      names = {"ARRIVES", "DENIED"},
      mode = EnumSource.Mode.EXCLUDE)
  void aCommitThatMeetsAFaultIsDoneOnce(Fate fate) {
    long first = put(store, "a", "1");
    network.next(WRITE, fate, fate);
    network.forgetBodies();

    long second =
        store.commit(
            Transaction.builder()
                .requireUnchanged(key("a"), first)
                .put(key("a"), Bytes.utf8("2"))
                .requireAbsent(key("b"))
                .put(key("b"), Bytes.utf8("2"))
                .build());

    assertThat(store.get(key("a"))).contains(new Entry(Bytes.utf8("2"), second));
    assertThat(store.get(key("b"))).contains(new Entry(Bytes.utf8("2"), second));
    assertThat(network.bodiesOf(WRITE)).hasSize(3).containsOnly(network.bodiesOf(WRITE).getFirst());
    assertThat(store.statistics().retries()).isEqualTo(2);
  }

  @Test
  void everyKindOfRequestIsRepeatedAfterEveryFault() {
    for (Fate fate : List.of(Fate.LOST, Fate.ANSWER_LOST, Fate.ERROR, Fate.THROTTLED)) {
      Set<String> failed = ConcurrentHashMap.newKeySet();
      network.decide(operation -> failed.add(operation) ? fate : Fate.ARRIVES);

      put(store, "small", "1");
      put(store, "large", noise(600_000));
      put(store, "n".repeat(1_500), "1");
      delete(store, "small");

      assertThat(store.get(key("large")).orElseThrow().value()).isEqualTo(noise(600_000));
      assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 10)).entries()).hasSize(2);
      assertThat(failed)
          .contains(
              WRITE, "TransactGetItems", "Query", "BatchWriteItem", "BatchGetItem", "PutItem");
    }
  }

  @Test
  void whatIsLostWhileATableIsMadeIsRepeated() {
    for (Fate fate : List.of(Fate.LOST, Fate.ANSWER_LOST, Fate.ERROR, Fate.THROTTLED)) {
      Set<String> failed = ConcurrentHashMap.newKeySet();
      TestingNetwork fresh = new TestingNetwork();
      fresh.decide(operation -> failed.add(operation) ? fate : Fate.ARRIVES);
      DynamoDbOptions other = LocalDynamoDb.running().options(LocalDynamoDb.freshTable());
      try (DynamoDbStore made = LocalDynamoDb.running().open(other, fresh)) {
        put(made, "a", "1");
        assertThat(value(made, "a")).contains("1");
      }
      assertThat(failed).contains("CreateTable", "DescribeTable", "GetItem", "Scan", "PutItem");
    }
  }

  @Test
  void throttlingIsCountedAndOvercome() {
    network.next(WRITE, Fate.THROTTLED, Fate.ITEM_THROTTLED, Fate.THROTTLED);

    put(store, "a", "1");

    assertThat(store.statistics().throttled()).isEqualTo(3);
    assertThat(store.statistics().retries()).isEqualTo(3);
    assertThat(store.statistics().commits()).isEqualTo(1);
  }

  @Test
  void lastingThrottlingIsReportedWithItsRemedy() {
    TestingNetwork fresh = impatient();
    fresh.decide(_ -> Fate.THROTTLED);

    assertFails(StoreError.THROTTLED, () -> put(store, "a", "new"))
        .satisfies(
            e ->
                assertThat(e)
                    .hasMessageContainingAll(options.table(), "capacity", "billing on demand"));
    assertFails(StoreError.THROTTLED, () -> store.get(key("a")));
    assertFails(StoreError.THROTTLED, () -> store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 10)));

    assertThat(store.statistics().throttled()).isGreaterThan(3);
    assertThat(store.statistics().failures()).isEqualTo(1);
    fresh.decide(_ -> Fate.ARRIVES);
    assertThat(value(store, "a")).contains("before");
  }

  @Test
  void lastingConflictsAreReported() {
    TestingNetwork fresh = impatient();
    fresh.decide(operation -> operation.equals(WRITE) ? Fate.CONFLICT : Fate.ARRIVES);

    assertFails(StoreError.THROTTLED, () -> put(store, "a", "new"))
        .satisfies(e -> assertThat(e).hasMessageContainingAll("same items", "try again"));

    assertThat(store.statistics().collisions()).isGreaterThan(3);
    assertThat(value(store, "a")).contains("before");
  }

  @Test
  void whatMayHaveBeenDoneIsNotReportedAsRefused() {
    TestingNetwork fresh = impatient();
    fresh.decide(operation -> operation.equals(WRITE) ? Fate.ANSWER_LOST : Fate.ARRIVES);
    assertFails(StoreError.UNAVAILABLE, () -> put(store, "a", "done all the same"));
    assertThat(value(store, "a")).contains("done all the same");

    Set<String> failed = ConcurrentHashMap.newKeySet();
    fresh.decide(
        operation ->
            operation.equals(WRITE) && failed.add("once") ? Fate.ANSWER_LOST : Fate.THROTTLED);
    assertFails(StoreError.UNAVAILABLE, () -> put(store, "b", "done too"));
    fresh.decide(_ -> Fate.ARRIVES);
    assertThat(value(store, "b")).contains("done too");
  }

  @Test
  void whatIsDeniedIsNotRepeated() {
    network.forgetBodies();
    network.decide(_ -> Fate.DENIED);

    assertFails(StoreError.NOT_ACCESSIBLE, () -> store.get(key("a")))
        .satisfies(e -> assertThat(e).hasMessageContaining(options.table()));

    assertThat(network.bodiesOf("TransactGetItems")).hasSize(1);
  }

  @Test
  void aConditionThatDoesNotHoldIsNamedAlsoAfterAFault() {
    put(store, "a", "1");
    for (Fate fate : List.of(Fate.LOST, Fate.ANSWER_LOST, Fate.CONFLICT, Fate.THROTTLED)) {
      network.next(WRITE, fate);
      assertThatExceptionOfType(ConditionFailedException.class)
          .isThrownBy(
              () ->
                  store.commit(
                      Transaction.builder()
                          .put(key("b"), Bytes.utf8("2"))
                          .requireAbsent(key("a"))
                          .build()))
          .satisfies(e -> assertThat(e.condition()).isEqualTo(new Condition.Absent(key("a"))));
      assertThat(value(store, "b")).isEmpty();
    }
  }

  @Test
  void whoWaitsWhenTheStoreClosesIsToldSo() throws InterruptedException {
    network.decide(operation -> operation.equals(WRITE) ? Fate.THROTTLED : Fate.ARRIVES);
    Thread committer =
        Thread.ofVirtual().start(() -> assertFails(StoreError.CLOSED, () -> put(store, "a", "1")));
    Stores.eventually(() -> store.statistics().throttled() > 0);

    long started = System.nanoTime();
    store.close();
    committer.join();

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
  }
}

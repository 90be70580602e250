package io.sluice.store.dynamodb;

import static io.sluice.store.dynamodb.Stores.assertFails;
import static io.sluice.store.dynamodb.Stores.delete;
import static io.sluice.store.dynamodb.Stores.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import io.sluice.store.dynamodb.TestingNetwork.Fate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What scans do about what another process does between two of their requests. */
final class ScansTest {
  private static final Scan ALL = Scan.of(Stores.TABLE, Bytes.EMPTY, 100);

  private final TestingNetwork network = new TestingNetwork();
  private final DynamoDbOptions options =
      LocalDynamoDb.running()
          .options(LocalDynamoDb.freshTable())
          .withPatience(Duration.ofSeconds(3));
  private final DynamoDbStore store = LocalDynamoDb.running().open(options, network);
  private final DynamoDbStore other = DynamoDbStore.open(options);

  @BeforeEach
  void putThree() {
    put(other, "a", "1");
    put(other, "b", "1");
    put(other, "c", "1");
    // the store looks once for what others left; from here on queries are those of scans
    Stores.eventually(() -> network.bodiesOf("Query").size() == 1);
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
  }

  /** Does something before the second query of the scans that follow, and only once. */
  private void beforeTheSecondQuery(Runnable change) {
    AtomicInteger queries = new AtomicInteger();
    network.decide(
        operation -> {
          if (operation.equals("Query") && queries.incrementAndGet() == 2) {
            change.run();
          }
          return Fate.ARRIVES;
        });
  }

  private static List<String> list(Page page) {
    return page.entries().stream()
        .map(item -> item.name().toUtf8() + "=" + item.entry().value().toUtf8())
        .toList();
  }

  @Test
  void aScanThatNothingDisturbsIsTwoQueries() {
    network.forgetBodies();

    assertThat(list(store.scan(ALL))).containsExactly("a=1", "b=1", "c=1");

    assertThat(network.bodiesOf("Query")).hasSize(2);
    assertThat(network.bodiesOf("TransactGetItems")).isEmpty();
    assertThat(store.statistics().repeatedScans()).isZero();
  }

  @Test
  void entriesThatAreReplacedMeanwhileAreReadTogether() {
    network.forgetBodies();
    beforeTheSecondQuery(
        () ->
            other.commit(
                Transaction.builder()
                    .put(Stores.key("a"), Bytes.utf8("2"))
                    .put(Stores.key("c"), Bytes.utf8("2"))
                    .build()));

    Page page = store.scan(ALL);

    assertThat(list(page)).containsExactly("a=2", "b=1", "c=2");
    assertThat(page.entries().getFirst().entry())
        .isEqualTo(other.get(Stores.key("a")).orElseThrow());
    assertThat(network.bodiesOf("TransactGetItems")).hasSize(1);
    assertThat(store.statistics().repeatedScans()).isZero();
  }

  @Test
  void aNameThatIsNewMeanwhileIsListed() {
    beforeTheSecondQuery(() -> put(other, "bb", "1"));

    assertThat(list(store.scan(ALL))).containsExactly("a=1", "b=1", "bb=1", "c=1");
    assertThat(store.statistics().repeatedScans()).isEqualTo(1);
  }

  @Test
  void aNameThatIsDeletedMeanwhileIsNotListed() {
    beforeTheSecondQuery(() -> delete(other, "b"));

    assertThat(list(store.scan(ALL))).containsExactly("a=1", "c=1");
    assertThat(store.statistics().repeatedScans()).isEqualTo(1);
  }

  @Test
  void aNameThatCameAndWentMeanwhileIsNoticed() {
    beforeTheSecondQuery(
        () -> {
          put(other, "bb", "1");
          delete(other, "bb");
        });

    assertThat(list(store.scan(ALL))).containsExactly("a=1", "b=1", "c=1");
    assertThat(store.statistics().repeatedScans()).isEqualTo(1);
  }

  @Test
  void whatChangesBehindAPageOrACommonPrefixDoesNotDisturb() {
    put(other, "d/1", "1");
    put(other, "d/2", "1");
    put(other, "e", "1");
    put(other, "f", "1");
    beforeTheSecondQuery(
        () -> {
          put(other, "d/3", "1");
          delete(other, "d/2");
          put(other, "g", "1");
        });

    Page page =
        store.scan(new Scan(Stores.TABLE, Bytes.EMPTY, Bytes.utf8("/"), Bytes.utf8("b"), 3));

    assertThat(list(page)).containsExactly("c=1", "e=1");
    assertThat(page.commonPrefixes()).containsExactly(Bytes.utf8("d/"));
    assertThat(page.next()).contains(Bytes.utf8("e"));
    assertThat(store.statistics().repeatedScans()).isZero();
  }

  @Test
  void aCommonPrefixOfWhichTheFirstNameGoesIsReadAgain() {
    put(other, "d/1", "1");
    put(other, "d/2", "1");
    beforeTheSecondQuery(() -> delete(other, "d/1"));

    Page page = store.scan(new Scan(Stores.TABLE, Bytes.EMPTY, Bytes.utf8("/"), Bytes.EMPTY, 9));

    assertThat(page.commonPrefixes()).containsExactly(Bytes.utf8("d/"));
    assertThat(store.statistics().repeatedScans()).isEqualTo(1);
  }

  @Test
  void whatNeverRestsIsReported() {
    AtomicInteger names = new AtomicInteger();
    network.decide(
        operation -> {
          if (operation.equals("Query")) {
            put(other, "new-" + names.incrementAndGet(), "1");
          }
          return Fate.ARRIVES;
        });

    assertFails(StoreError.THROTTLED, () -> store.scan(ALL))
        .satisfies(e -> assertThat(e).hasMessageContainingAll("test", "page of 100", "smaller"));

    network.decide(_ -> Fate.ARRIVES);
    assertThat(list(store.scan(ALL))).hasSize(names.get() + 3);
  }
}

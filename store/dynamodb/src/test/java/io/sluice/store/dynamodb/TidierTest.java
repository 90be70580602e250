package io.sluice.store.dynamodb;

import static io.sluice.store.dynamodb.Stores.delete;
import static io.sluice.store.dynamodb.Stores.eventually;
import static io.sluice.store.dynamodb.Stores.key;
import static io.sluice.store.dynamodb.Stores.noise;
import static io.sluice.store.dynamodb.Stores.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.store.Bytes;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import io.sluice.store.dynamodb.TestingNetwork.Fate;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What nothing needs any more is removed, and nothing else. */
final class TidierTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final LocalDynamoDb local = LocalDynamoDb.running();
  private final DynamoDbOptions options = local.options(LocalDynamoDb.freshTable());
  private final DynamoDbClient client = local.client();
  private DynamoDbStore store = DynamoDbStore.open(options.withLinger(SHORT));

  @AfterEach
  void close() {
    store.close();
    client.close();
  }

  private void reopen(Duration linger) {
    store.close();
    store = DynamoDbStore.open(options.withLinger(linger));
  }

  /** How many items there are whose hash key starts like this. */
  private long items(String parent) {
    return client
        .scanPaginator(request -> request.tableName(options.table()).consistentRead(true))
        .items()
        .stream()
        .filter(item -> Layout.required(item, Layout.PARENT).s().startsWith(parent))
        .count();
  }

  private long pieces() {
    return items("../value/");
  }

  @Test
  void tombstonesGoAndEntriesStay() {
    put(store, "a", "1");
    put(store, "b", "1");
    delete(store, "b");
    delete(store, "never-there");
    delete(store, "c");
    put(store, "c", "again");

    eventually(() -> items("test") == 2);

    assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 10)).entries()).hasSize(2);
    eventually(() -> store.statistics().tidied() == 2);
  }

  @Test
  void tombstonesStayAsLongAsAScanMayTake() {
    reopen(LONG);
    put(store, "a", "1");
    delete(store, "a");

    assertThat(items("test")).isEqualTo(1);
    assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 10)).entries()).isEmpty();
  }

  @Test
  void piecesThatWereReplacedGo() {
    put(store, "a", noise(600_000));
    put(store, "a", noise(600_001));
    put(store, "a", noise(300_000));

    eventually(() -> pieces() == 2);

    assertThat(store.get(key("a")).orElseThrow().value()).isEqualTo(noise(300_000));
    eventually(() -> items("../staged") == 0);
  }

  @Test
  void piecesOfAnEntryThatWasDeletedGoAndThenItsTombstone() {
    put(store, "a", noise(600_000));
    delete(store, "a");

    eventually(() -> pieces() == 0 && items("test") == 0);
  }

  @Test
  void whatAProcessLeavesTheNextOneRemovesThatComesAcrossIt() {
    reopen(LONG);
    put(store, "a", noise(600_000));
    put(store, "a", "small");
    put(store, "b", "1");
    delete(store, "b");
    reopen(SHORT);
    assertThat(pieces()).isEqualTo(3);
    assertThat(items("test")).isEqualTo(2);

    assertThat(Stores.value(store, "a")).contains("small");
    assertThat(store.scan(Scan.of(Stores.TABLE, Bytes.EMPTY, 10)).entries()).hasSize(1);

    eventually(() -> pieces() == 0 && items("test") == 1);
    assertThat(Stores.value(store, "a")).contains("small");
  }

  @Test
  void piecesOfATransactionThatIsRefusedGo() {
    put(store, "a", "1");

    assertThatExceptionOfType(ConditionFailedException.class)
        .isThrownBy(
            () ->
                store.commit(
                    Transaction.builder()
                        .requireAbsent(key("a"))
                        .put(key("b"), noise(600_000))
                        .build()));

    eventually(() -> pieces() == 0 && items("../staged") == 0);
  }

  @Test
  void piecesOfATransactionThatNeverCameAreSwept() {
    TestingNetwork network = new TestingNetwork();
    try (DynamoDbStore failing =
        local.open(options.withPatience(Duration.ofMillis(100)), network)) {
      put(failing, "kept", noise(600_000));
      eventually(() -> items("../staged") == 0);
      network.decide(
          operation ->
              switch (operation) {
                case "TransactWriteItems" -> Fate.LOST;
                case "DeleteItem" -> Fate.ERROR;
                default -> Fate.ARRIVES;
              });
      Stores.assertFails(StoreError.UNAVAILABLE, () -> put(failing, "lost", noise(600_000)));
      network.decide(operation -> operation.equals("DeleteItem") ? Fate.ERROR : Fate.ARRIVES);
      put(failing, "noted", noise(600_000));
    }
    assertThat(pieces()).isEqualTo(9);
    assertThat(items("../staged")).isEqualTo(2);

    store.sweep(Duration.ofHours(1));
    assertThat(pieces()).isEqualTo(9);
    store.sweep(Duration.ofMinutes(-1));

    assertThat(pieces()).isEqualTo(6);
    assertThat(items("../staged")).isZero();
    assertThat(store.get(key("kept")).orElseThrow().value()).isEqualTo(noise(600_000));
    assertThat(store.get(key("noted")).orElseThrow().value()).isEqualTo(noise(600_000));
  }

  @Test
  void aReaderWhosePiecesGoReadsAgain() {
    TestingNetwork network = new TestingNetwork();
    put(store, "a", noise(600_000));
    try (DynamoDbStore reader = local.open(options, network)) {
      network.decide(
          operation -> {
            if (operation.equals("BatchGetItem")) {
              network.decide(_ -> Fate.ARRIVES);
              put(store, "a", noise(700_000));
              eventually(() -> pieces() == 3);
            }
            return Fate.ARRIVES;
          });

      assertThat(reader.get(key("a")).orElseThrow().value()).isEqualTo(noise(700_000));
    }
  }
}

package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.assertRefused;
import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.key;
import static io.sluice.store.tck.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.Page;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code get} and {@code getAll} promise. */
interface ReadContract extends StoreContract {
  @Test
  default void aKeyNeverPutHasNoEntry() {
    assertThat(store().get(key("absent"))).isEmpty();
  }

  @Test
  default void anEntryIsTheLatestValueAndTheRevisionOfItsCommit() {
    put("a", "1");
    long second = put("a", "2");
    put("b", "3");

    assertThat(store().get(key("a"))).contains(new Entry(bytes("2"), second));
  }

  @Test
  default void aValueMayBeEmpty() {
    long revision = put("a", "");

    assertThat(store().get(key("a"))).contains(new Entry(Bytes.EMPTY, revision));
    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 1)).entries())
        .containsExactly(new Page.Item(bytes("a"), new Entry(Bytes.EMPTY, revision)));
  }

  @Test
  default void namesAndValuesAreAnyBytes() {
    byte[] every = new byte[256];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    Bytes all = Bytes.wrap(every);
    store().commit(Transaction.builder().put(new Key(TABLE, all), all).build());

    assertThat(store().get(new Key(TABLE, all)).orElseThrow().value()).isEqualTo(all);
    for (int i = 0; i < every.length; i++) {
      putAll(String.valueOf((char) i));
    }
    for (int i = 0; i < every.length; i++) {
      assertThat(value(String.valueOf((char) i))).contains(String.valueOf((char) i));
    }
  }

  @Test
  default void tablesShareNoNames() {
    List<Table> tables = List.of(new Table("a"), new Table("aa"), new Table("a-"), new Table("b"));
    for (Table table : tables) {
      Key key = new Key(table, bytes("a"));
      store().commit(Transaction.builder().put(key, bytes(table.name())).build());
    }

    for (Table table : tables) {
      assertThat(store().get(new Key(table, bytes("a"))).orElseThrow().value())
          .isEqualTo(bytes(table.name()));
      assertThat(store().scan(Scan.of(table, Bytes.EMPTY, 10)).entries()).hasSize(1);
    }
    assertThat(store().get(new Key(new Table("c"), bytes("a")))).isEmpty();
    assertThat(store().scan(Scan.of(new Table("c"), Bytes.EMPTY, 10)).entries()).isEmpty();
  }

  @Test
  default void getAllAnswersInTheOrderOfItsKeys() {
    putAll("a", "b", "c");
    Key elsewhere = new Key(new Table("elsewhere"), bytes("b"));
    store().commit(Transaction.builder().put(elsewhere, bytes("other")).build());

    List<Optional<Entry>> found =
        store().getAll(List.of(key("c"), key("absent"), elsewhere, key("a")));

    assertThat(found.stream().map(entry -> entry.map(Entry::value)))
        .containsExactly(
            Optional.of(bytes("c")),
            Optional.empty(),
            Optional.of(bytes("other")),
            Optional.of(bytes("a")));
    assertThat(found.getLast()).isEqualTo(store().get(key("a")));
  }

  @Test
  default void getAllTakesAHundredKeys() {
    List<Key> keys = hundredKeys();
    Transaction.Builder transaction = Transaction.builder();
    keys.forEach(key -> transaction.put(key, key.name()));
    long revision = store().commit(transaction.build());

    assertThat(store().getAll(keys))
        .containsExactlyElementsOf(
            keys.stream().map(key -> Optional.of(new Entry(key.name(), revision))).toList());
  }

  @Test
  default void getAllRefusesNoKeysTooManyAndTheSameTwice() {
    List<Key> hundred = hundredKeys();
    List<Key> tooMany = IntStream.rangeClosed(0, 100).mapToObj(i -> key("k" + i)).toList();

    assertThat(store().getAll(hundred)).containsOnly(Optional.empty());
    assertThatIllegalArgumentException().isThrownBy(() -> store().getAll(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> store().getAll(tooMany));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().getAll(List.of(key("a"), key("b"), key("a"))));
  }

  @Test
  default void aNameLongerThanTheLimitIsNotRead() {
    String longest = "n".repeat(store().limits().nameBytes());

    assertThat(store().get(key(longest))).isEmpty();
    assertRefused(StoreError.TOO_LARGE, () -> store().get(key(longest + "n")));
    assertRefused(
        StoreError.TOO_LARGE, () -> store().getAll(List.of(key("a"), key(longest + "n"))));
  }

  @Test
  default void aReadByAnotherThreadSeesWhatWasCommittedBefore()
      throws ExecutionException, InterruptedException {
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String expected = String.valueOf(i);
        put("a", expected);

        assertThat(other.submit(() -> value("a")).get()).contains(expected);
        assertThat(other.submit(() -> store().getAll(List.of(key("a")))).get())
            .singleElement()
            .satisfies(entry -> assertThat(text(entry.orElseThrow().value())).isEqualTo(expected));
        assertThat(other.submit(() -> store().scan(Scan.of(TABLE, Bytes.EMPTY, 1))).get().entries())
            .singleElement()
            .satisfies(item -> assertThat(text(item.entry().value())).isEqualTo(expected));
      }
    }
  }

  private static List<Key> hundredKeys() {
    return IntStream.range(0, Limits.TRANSACTION_ITEMS).mapToObj(i -> key("k" + i)).toList();
  }
}

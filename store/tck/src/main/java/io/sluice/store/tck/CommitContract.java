package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.key;
import static io.sluice.store.tck.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.Scan;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code commit} promises to one thread; see {@link ConcurrencyContract} for several. */
interface CommitContract extends StoreContract {
  /** Commits a transaction that must fail, and returns the condition that it failed for. */
  private Condition refused(Transaction.Builder transaction) {
    ConditionFailedException[] failure = new ConditionFailedException[1];
    assertThatExceptionOfType(ConditionFailedException.class)
        .isThrownBy(() -> store().commit(transaction.build()))
        .satisfies(thrown -> failure[0] = thrown);
    return failure[0].condition();
  }

  private long committed(Transaction.Builder transaction) {
    return store().commit(transaction.build());
  }

  @Test
  default void absentHoldsWhereThereIsNoEntry() {
    Transaction.Builder create =
        Transaction.builder().requireAbsent(key("a")).put(key("a"), bytes("1"));
    committed(create);

    assertThat(refused(create)).isEqualTo(new Condition.Absent(key("a")));
    delete("a");
    committed(create);
    assertThat(value("a")).contains("1");
  }

  @Test
  default void anEmptyValueIsAnEntry() {
    put("a", "");

    refused(Transaction.builder().requireAbsent(key("a")));
    committed(Transaction.builder().requirePresent(key("a")));
  }

  @Test
  default void presentHoldsWhereThereIsAnEntry() {
    Transaction.Builder update =
        Transaction.builder().requirePresent(key("a")).put(key("a"), bytes("2"));

    assertThat(refused(update)).isEqualTo(new Condition.Present(key("a")));
    assertThat(value("a")).isEmpty();
    put("a", "1");
    committed(update);
    assertThat(value("a")).contains("2");
  }

  @Test
  default void unchangedHoldsForTheRevisionThatWasRead() {
    long first = put("a", "1");
    long second =
        committed(
            Transaction.builder().requireUnchanged(key("a"), first).put(key("a"), bytes("2")));

    assertThat(revision("a")).isEqualTo(second);
    assertThat(refused(Transaction.builder().requireUnchanged(key("a"), first)))
        .isEqualTo(new Condition.Unchanged(key("a"), first));
    committed(Transaction.builder().requireUnchanged(key("a"), second));
  }

  @Test
  default void unchangedDoesNotHoldForTheSameValuePutAgain() {
    long first = put("a", "1");
    put("a", "1");

    refused(Transaction.builder().requireUnchanged(key("a"), first));
  }

  @Test
  default void unchangedDoesNotHoldForAnEntryDeletedAndPutAgain() {
    long first = put("a", "1");
    delete("a");
    refused(Transaction.builder().requireUnchanged(key("a"), first));
    put("a", "1");

    refused(Transaction.builder().requireUnchanged(key("a"), first));
  }

  @Test
  default void unchangedNeverHoldsWithoutAnEntry() {
    long elsewhere = put("b", "1");

    for (long revision : new long[] {elsewhere, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      refused(Transaction.builder().requireUnchanged(key("a"), revision));
    }
  }

  @Test
  default void conditionsLookAtTheStateBeforeTheTransaction() {
    put("b", "1");

    committed(
        Transaction.builder()
            .put(key("a"), bytes("1"))
            .requireAbsent(key("a"))
            .delete(key("b"))
            .requirePresent(key("b")));

    assertThat(value("a")).contains("1");
    assertThat(value("b")).isEmpty();
  }

  @Test
  default void aTransactionMayOnlyCheck() {
    long a = put("a", "1");
    Transaction.Builder check =
        Transaction.builder().requireUnchanged(key("a"), a).requireAbsent(key("b"));

    long first = committed(check);
    long second = committed(check);

    assertThat(Set.of(a, first, second)).hasSize(3);
    assertThat(revision("a")).isEqualTo(a);
    put("b", "1");
    assertThat(refused(check)).isEqualTo(new Condition.Absent(key("b")));
  }

  @Test
  default void ifAConditionFailsNothingIsChanged() {
    long a = put("a", "1");
    putAll("b");

    assertThat(
            refused(
                Transaction.builder()
                    .requireUnchanged(key("a"), a)
                    .requireAbsent(key("b"))
                    .put(key("a"), bytes("2"))
                    .put(key("c"), bytes("2"))
                    .delete(key("b"))))
        .isEqualTo(new Condition.Absent(key("b")));

    assertThat(store().get(key("a"))).contains(new Entry(bytes("1"), a));
    assertThat(value("b")).contains("b");
    assertThat(value("c")).isEmpty();
  }

  @Test
  default void theConditionNamedIsOneThatDoesNotHold() {
    long a = put("a", "1");

    Condition named =
        refused(
            Transaction.builder()
                .requireUnchanged(key("a"), a)
                .requirePresent(key("b"))
                .requireUnchanged(key("c"), a)
                .requireAbsent(key("d")));

    assertThat(named).isIn(new Condition.Present(key("b")), new Condition.Unchanged(key("c"), a));
  }

  @Test
  default void allMutationsOfATransactionShareItsRevision() {
    put("gone", "1");
    Key elsewhere = new Key(new Table("elsewhere"), bytes("a"));

    long revision =
        committed(
            Transaction.builder()
                .put(key("a"), bytes("1"))
                .delete(key("gone"))
                .put(elsewhere, bytes("2")));

    assertThat(store().getAll(List.of(key("a"), key("gone"), elsewhere)))
        .containsExactly(
            Optional.of(new Entry(bytes("1"), revision)),
            Optional.empty(),
            Optional.of(new Entry(bytes("2"), revision)));
  }

  @Test
  default void revisionsAreNeverReturnedTwice() {
    Set<Long> revisions = new HashSet<>();
    int commits = 0;
    for (int i = 0; i < 100; i++) {
      revisions.add(put("a" + i % 3, "same"));
      revisions.add(committed(Transaction.builder().delete(key("a" + i % 3))));
      revisions.add(committed(Transaction.builder().requireAbsent(key("b"))));
      commits += 3;
      refused(Transaction.builder().requirePresent(key("b")));
    }

    assertThat(revisions).hasSize(commits);
  }

  @Test
  default void deletingWhatIsNotThereHasNoEffect() {
    delete("a");
    putAll("b");
    delete("b");
    delete("b");

    assertThat(value("a")).isEmpty();
    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 10)).entries()).isEmpty();
  }

  @Test
  default void aHundredKeysAreChangedAtOnce() {
    Transaction.Builder create = Transaction.builder();
    Transaction.Builder remove = Transaction.builder();
    for (int i = 0; i < Limits.TRANSACTION_ITEMS; i++) {
      create.requireAbsent(key("k" + i)).put(key("k" + i), bytes("" + i));
      remove.requirePresent(key("k" + i)).delete(key("k" + i));
    }

    committed(create);
    assertThat(store().scan(Scan.of(TABLE, bytes("k"), 1000)).entries()).hasSize(100);
    refused(create);
    committed(remove);
    assertThat(store().scan(Scan.of(TABLE, bytes("k"), 1000)).entries()).isEmpty();
    refused(remove);
  }

  @Test
  default void aLateConditionThatFailsUndoesAHundredKeys() {
    put("k99", "taken");
    Transaction.Builder create = Transaction.builder();
    for (int i = 0; i < Limits.TRANSACTION_ITEMS; i++) {
      create.requireAbsent(key("k" + i)).put(key("k" + i), bytes("new"));
    }

    assertThat(refused(create)).isEqualTo(new Condition.Absent(key("k99")));
    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 1000)).entries())
        .singleElement()
        .satisfies(item -> assertThat(text(item.entry().value())).isEqualTo("taken"));
  }
}

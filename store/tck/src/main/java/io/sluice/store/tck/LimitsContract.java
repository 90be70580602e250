package io.sluice.store.tck;

import static io.sluice.store.tck.StoreContract.assertRefused;
import static io.sluice.store.tck.StoreContract.bytes;
import static io.sluice.store.tck.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.Scan;
import io.sluice.store.StoreError;
import io.sluice.store.Transaction;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an engine's {@link Limits} promise: all up to them, and nothing beyond. */
interface LimitsContract extends StoreContract {
  /** Bytes that no compression makes smaller. */
  private static Bytes noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return Bytes.wrap(noise);
  }

  @Test
  default void theLongestNameIsStored() {
    String longest = "n".repeat(store().limits().nameBytes());
    putAll(longest, longest.substring(1));

    assertThat(value(longest)).contains(longest);
    assertThat(store().scan(Scan.of(TABLE, bytes(longest), 10)).entries()).hasSize(1);
    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 1).after(bytes(longest.substring(1)))))
        .satisfies(page -> assertThat(page.entries()).hasSize(1))
        .satisfies(page -> assertThat(page.next()).isEmpty());
  }

  @Test
  default void aLongerNameIsRefused() {
    Key longer = key("n".repeat(store().limits().nameBytes() + 1));

    assertUnchangedBy(Transaction.builder().put(longer, bytes("1")));
    assertUnchangedBy(Transaction.builder().delete(longer));
    assertUnchangedBy(Transaction.builder().requireAbsent(longer));
  }

  @Test
  default void theLargestValueIsStored() {
    Bytes largest = noise(store().limits().valueBytes());
    store().commit(Transaction.builder().put(key("a"), largest).build());

    assertThat(store().get(key("a")).orElseThrow().value()).isEqualTo(largest);
    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 1)).entries())
        .singleElement()
        .satisfies(item -> assertThat(item.entry().value()).isEqualTo(largest));
  }

  @Test
  default void valuesOfAllMagnitudesAreStored() {
    int most = store().limits().valueBytes();
    for (int length = 1; length <= most; length *= 2) {
      for (int near : new int[] {length - 1, length, Math.min(most, length + 1)}) {
        Key key = key("value-" + near);
        store().commit(Transaction.builder().put(key, noise(near)).build());
        assertThat(store().get(key).orElseThrow().value()).isEqualTo(noise(near));
      }
    }
  }

  @Test
  default void aLargerValueIsRefused() {
    Bytes larger = noise(store().limits().valueBytes() + 1);

    assertUnchangedBy(Transaction.builder().put(key("a"), larger));
  }

  @Test
  default void theLargestTransactionIsStored() {
    Transaction largest = ofSize(store().limits().transactionBytes()).build();
    assertThat(largest.sizeBytes()).isEqualTo(store().limits().transactionBytes());

    store().commit(largest);

    assertThat(store().scan(Scan.of(TABLE, bytes("large"), 100)).entries())
        .hasSize(largest.mutations().size());
  }

  @Test
  default void aLargerTransactionIsRefused() {
    assertUnchangedBy(ofSize(store().limits().transactionBytes() + 1));
  }

  private Transaction.Builder ofSize(int sizeBytes) {
    int most = store().limits().valueBytes();
    int left = sizeBytes;
    Transaction.Builder transaction = Transaction.builder();
    for (int i = 0; left > 0; i++) {
      Key key = key("large" + (char) ('a' + i));
      int length = Math.min(most, left - key.name().length());
      transaction.put(key, noise(length));
      left -= key.name().length() + length;
    }
    return transaction;
  }

  private void assertUnchangedBy(Transaction.Builder transaction) {
    long revision = put("before", "1");
    transaction.put(key("before"), bytes("2")).put(key("new"), bytes("2"));

    assertRefused(StoreError.TOO_LARGE, () -> store().commit(transaction.build()));

    assertThat(revision("before")).isEqualTo(revision);
    assertThat(store().scan(Scan.of(TABLE, Bytes.EMPTY, 10)).entries()).hasSize(1);
  }
}

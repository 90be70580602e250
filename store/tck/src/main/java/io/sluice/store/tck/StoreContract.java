package io.sluice.store.tck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The words in which the contracts are written. In a text, every character is one byte. */
interface StoreContract {
  Table TABLE = new Table("contract");

  /** The store under test, fresh for each test. */
  MetadataStore store();

  static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(ISO_8859_1));
  }

  static String text(Bytes bytes) {
    return new String(bytes.unsafeArray(), ISO_8859_1);
  }

  static Key key(String name) {
    return new Key(TABLE, bytes(name));
  }

  default long put(String name, String value) {
    return store().commit(Transaction.builder().put(key(name), bytes(value)).build());
  }

  /** Puts these names in one transaction, each with itself as its value. */
  default void putAll(String... names) {
    Transaction.Builder transaction = Transaction.builder();
    for (String name : names) {
      transaction.put(key(name), bytes(name));
    }
    store().commit(transaction.build());
  }

  default void delete(String name) {
    store().commit(Transaction.builder().delete(key(name)).build());
  }

  default Optional<String> value(String name) {
    return store().get(key(name)).map(Entry::value).map(StoreContract::text);
  }

  default long revision(String name) {
    return store().get(key(name)).orElseThrow().revision();
  }

  static void assertRefused(StoreError error, ThrowingCallable call) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(call)
        .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(error))
        .satisfies(refusal -> assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n"));
  }
}

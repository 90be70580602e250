package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import io.sluice.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;

/** What the tests of this engine do to stores. */
final class Stores {
  static final Table TABLE = new Table("test");

  private Stores() {}

  static Key key(String name) {
    return new Key(TABLE, Bytes.utf8(name));
  }

  static long put(MetadataStore store, String name, String value) {
    return put(store, name, Bytes.utf8(value));
  }

  static long put(MetadataStore store, String name, Bytes value) {
    return store.commit(Transaction.builder().put(key(name), value).build());
  }

  static void delete(MetadataStore store, String name) {
    store.commit(Transaction.builder().delete(key(name)).build());
  }

  static Optional<String> value(MetadataStore store, String name) {
    return store.get(key(name)).map(Entry::value).map(Bytes::toUtf8);
  }

  /** Bytes that no compression makes smaller. */
  static Bytes noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return Bytes.wrap(noise);
  }

  static ThrowableAssertAlternative<StoreException> assertFails(
      StoreError error, ThrowingCallable call) {
    return Assertions.assertThatExceptionOfType(StoreException.class)
        .isThrownBy(call)
        .satisfies(e -> Assertions.assertThat(e.error()).isEqualTo(error))
        .satisfies(e -> Assertions.assertThat(e.getMessage()).isNotBlank().doesNotContain("\n"));
  }

  /** Waits for what must come, and fails if it has not within a minute. */
  static void eventually(BooleanSupplier state) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it has not come within a minute");
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}

package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TransactionTest {
  private static Key key(String name) {
    return new Key(new Table("t"), Bytes.utf8(name));
  }

  @Test
  void aKeyHasAtMostOneConditionAndOneMutation() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Transaction.builder().requireAbsent(key("a")).requirePresent(key("a")).build());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Transaction.builder().delete(key("a")).put(key("a"), Bytes.EMPTY).build());
    assertThat(Transaction.builder().requireAbsent(key("a")).delete(key("a")).build()).isNotNull();
  }

  @Test
  void itTouchesOneToAHundredKeys() {
    assertThatIllegalArgumentException().isThrownBy(() -> Transaction.builder().build());
    Transaction.Builder transaction = Transaction.builder();
    for (int i = 0; i < Limits.TRANSACTION_ITEMS; i++) {
      transaction.requireAbsent(key("k" + i)).delete(key("k" + i));
    }
    assertThat(transaction.build().conditions()).hasSize(100);
    transaction.delete(key("one more"));
    assertThatIllegalArgumentException().isThrownBy(transaction::build);
  }

  @Test
  void aNameHasAtLeastOneByte() {
    assertThatIllegalArgumentException().isThrownBy(() -> key(""));
  }

  @Test
  void limitsAreChecked() {
    Limits limits = new Limits(1_100, 256 << 10, 1 << 20);
    Bytes value = Bytes.wrap(new byte[256 << 10]);
    Transaction large =
        Transaction.builder()
            .put(key("a"), value)
            .put(key("b"), value)
            .put(key("c"), value)
            .put(key("d"), Bytes.wrap(new byte[(256 << 10) - 4]))
            .build();

    limits.check(large);
    assertThat(large.sizeBytes()).isEqualTo(1 << 20);
    assertTooLarge(() -> new Limits(2_000, 256 << 10, 1 << 20).check(key("n".repeat(2_001))));
    assertTooLarge(
        () ->
            limits.check(Transaction.builder().put(key("a"), value.plus(Bytes.utf8("1"))).build()));
    assertTooLarge(
        () ->
            limits.check(
                new Transaction(List.of(new Condition.Absent(key("e"))), large.mutations())));
  }

  private static void assertTooLarge(Runnable check) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(check::run)
        .satisfies(e -> assertThat(e.error()).isEqualTo(StoreError.TOO_LARGE));
  }
}

package io.sluice.store;

import java.util.HashSet;
import java.util.List;

/**
 * How large things may be in one engine. Larger ones are refused with {@link StoreError#TOO_LARGE}.
 *
 * @param nameBytes the longest name, at least 1,100: a bucket, a separator and an S3 key fit
 * @param valueBytes the longest value, at least 256 KiB
 * @param transactionBytes the names and values of one transaction together, at least 1 MiB
 */
public record Limits(int nameBytes, int valueBytes, int transactionBytes) {
  /** The items (conditions and mutations on different keys) of one transaction, in every engine. */
  public static final int TRANSACTION_ITEMS = 100;

  /** The entries and common prefixes of one page of a scan, in every engine. */
  public static final int PAGE_ITEMS = 10_000;

  public Limits {
    if (nameBytes < 1_100 || valueBytes < 256 << 10 || transactionBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "limits of %d, %d and %d bytes are below what every engine must hold"
              .formatted(nameBytes, valueBytes, transactionBytes));
    }
  }

  /** Refuses a key whose name is too long. */
  public void check(Key key) {
    require("name", key.name().length(), nameBytes);
  }

  /** Refuses what {@link MetadataStore#getAll} does not take. */
  public void check(List<Key> keys) {
    if (keys.isEmpty() || keys.size() > TRANSACTION_ITEMS) {
      throw new IllegalArgumentException(
          "1 to %d keys are read at once, not %d".formatted(TRANSACTION_ITEMS, keys.size()));
    }
    if (new HashSet<>(keys).size() < keys.size()) {
      throw new IllegalArgumentException("a key is read twice");
    }
    keys.forEach(this::check);
  }

  /** Refuses a transaction with a name or a value that is too long, or that is too large in all. */
  public void check(Transaction transaction) {
    for (Condition condition : transaction.conditions()) {
      check(condition.key());
    }
    for (Mutation mutation : transaction.mutations()) {
      check(mutation.key());
      if (mutation instanceof Mutation.Put put) {
        require("value", put.value().length(), valueBytes);
      }
    }
    require("transaction", transaction.sizeBytes(), transactionBytes);
  }

  private static void require(String what, long sizeBytes, int max) {
    if (sizeBytes > max) {
      throw new StoreException(
          StoreError.TOO_LARGE,
          "a %s of %d bytes is more than the %d that the store takes"
              .formatted(what, sizeBytes, max));
    }
  }
}

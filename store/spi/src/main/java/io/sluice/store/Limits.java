package io.sluice.store;

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
}

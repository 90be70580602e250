package io.sluice.storage;

/**
 * The name of a blob: the number-th of those that were staged under an epoch. A name is used once
 * and never again.
 *
 * @param epoch 1 or more
 * @param number 0 or more
 */
public record BlobId(long epoch, int number) {
  public BlobId {
    if (epoch < 1 || number < 0) {
      throw new IllegalArgumentException("no blob is named %d/%d".formatted(epoch, number));
    }
  }

  @Override
  public String toString() {
    return epoch + "/" + number;
  }
}

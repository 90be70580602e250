package io.sluice.store.rocksdb;

import io.sluice.store.Key;
import io.sluice.store.Transaction;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A transaction on its way through the {@link Committer}, and the thread that waits for it. */
final class PendingCommit {
  private final Transaction transaction;
  private final Map<Key, Long> stampsFound;
  private final long asOf;
  private final long sizeBytes;
  private final Thread waiter = Thread.currentThread();

  private @Nullable Outcome outcome;
  private volatile boolean settled;

  /**
   * @param stampsFound of every key, {@link Stamp#NONE} where there was no entry
   * @param asOf the batch whose effects were seen when they were read, if not those of later ones
   */
  PendingCommit(Transaction transaction, Map<Key, Long> stampsFound, long asOf) {
    this.transaction = transaction;
    this.stampsFound = stampsFound;
    this.asOf = asOf;
    this.sizeBytes = transaction.sizeBytes();
  }

  Transaction transaction() {
    return transaction;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  long stampFound(Key key) {
    return Objects.requireNonNull(stampsFound.get(key), "a key was not looked up");
  }

  long asOf() {
    return asOf;
  }

  /** Decides how this commit ends, which may be decided again until {@link #settle}. */
  void decide(Outcome decided) {
    outcome = decided;
  }

  Outcome outcome() {
    return Objects.requireNonNull(outcome, "a commit was not decided");
  }

  void settle() {
    settled = true;
    LockSupport.unpark(waiter);
  }

  /**
   * Waits for the outcome, whatever it is: a commit that was handed over cannot be taken back, so
   * an interrupt is kept for later.
   */
  Outcome await() {
    boolean interrupted = false;
    while (!settled) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      waiter.interrupt();
    }
    return outcome();
  }
}

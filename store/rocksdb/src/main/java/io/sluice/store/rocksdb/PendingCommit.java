package io.sluice.store.rocksdb;

import io.sluice.store.Condition;
import io.sluice.store.Transaction;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A transaction on its way through the {@link Committer}, and the thread that waits for it. */
final class PendingCommit {
  private final Transaction transaction;
  private final long[] revisionsFound;
  private final long asOf;
  private final long sizeBytes;
  private final Thread waiter = Thread.currentThread();

  private @Nullable Outcome outcome;
  private volatile boolean settled;

  /**
   * @param revisionsFound for each condition, {@link Revisions#NONE} where there was no entry
   * @param asOf the batch whose effects were seen when they were read, if not those of later ones
   */
  PendingCommit(Transaction transaction, long[] revisionsFound, long asOf) {
    this.transaction = transaction;
    this.revisionsFound = revisionsFound;
    this.asOf = asOf;
    this.sizeBytes = transaction.sizeBytes();
  }

  Transaction transaction() {
    return transaction;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  Condition condition(int index) {
    return transaction.conditions().get(index);
  }

  long revisionFound(int index) {
    return revisionsFound[index];
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

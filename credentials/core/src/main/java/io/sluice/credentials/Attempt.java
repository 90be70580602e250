package io.sluice.credentials;

import org.jspecify.annotations.Nullable;

/**
 * One call to an issuer. Its fields belong to the lock of the supplier that makes it.
 *
 * <p>A call that is given up is interrupted, and may return much later, or never.
 */
final class Attempt {
  final long number;

  /**
   * How often values had been invalidated when it began: what it fetches may be older than that.
   */
  final long epoch;

  final Moment begun;
  final Moment deadline;

  private @Nullable Thread caller;
  private boolean givenUp;

  Attempt(long number, long epoch, Moment begun, Moment deadline) {
    this.number = number;
    this.epoch = epoch;
    this.begun = begun;
    this.deadline = deadline;
  }

  /** The calling thread makes the call; false where it was given up before that. */
  boolean enter() {
    caller = Thread.currentThread();
    return !givenUp;
  }

  /** The call has returned: its thread goes on to something else, and not as an interrupted one. */
  void leave() {
    caller = null;
    if (givenUp) {
      var unused = Thread.interrupted();
    }
  }

  void giveUp() {
    givenUp = true;
    if (caller != null) {
      caller.interrupt();
    }
  }
}

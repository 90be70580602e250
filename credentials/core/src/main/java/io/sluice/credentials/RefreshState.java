package io.sluice.credentials;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a supplier holds and what it is about to do: decisions only, no threads, no clock, no calls.
 *
 * <p>Everything belongs to the lock of the supplier, but {@link #snapshot}, which anyone may read.
 * At most one attempt is running. Attempts that were given up are kept until they return, so that
 * there is a bound to how many threads an issuer that hangs can hold.
 */
final class RefreshState<T> {
  /** While that many calls were given up and have not returned, no further one is made. */
  private static final int MAX_HANGING = 4;

  /** How soon to look again where an attempt is due but may not begin. */
  private static final Duration RECHECK = Duration.ofMillis(100);

  private final RefreshPolicy policy;
  private final RandomGenerator random;

  /** What reads are given; null while nothing is valid. */
  private volatile @Nullable Snapshot<T> snapshot;

  private boolean started;
  private boolean closed;
  private long attempts;
  private long epoch;
  private @Nullable Snapshot<T> last;
  private @Nullable Attempt running;
  private final List<Attempt> hanging = new ArrayList<>();
  private @Nullable FailureRun failures;
  private Moment due;
  private Moment invalidSince;

  RefreshState(RefreshPolicy policy, RandomGenerator random, Moment now) {
    this.policy = policy;
    this.random = random;
    this.due = now;
    this.invalidSince = now;
  }

  @Nullable Snapshot<T> snapshot() {
    return snapshot;
  }

  /** The last value there was, be it expired or refused. */
  @Nullable Snapshot<T> last() {
    return last;
  }

  @Nullable Attempt running() {
    return running;
  }

  @Nullable FailureRun failures() {
    return failures;
  }

  boolean closed() {
    return closed;
  }

  /** Since when there has been nothing valid, where there is nothing. */
  Moment invalidSince() {
    return invalidSince;
  }

  /** False where it was started before, or closed. */
  boolean start(Moment now) {
    if (started || closed) {
      return false;
    }
    started = true;
    due = now;
    invalidSince = now;
    return true;
  }

  /** False where it was closed before. */
  boolean close() {
    if (closed) {
      return false;
    }
    closed = true;
    snapshot = null;
    giveUpRunning();
    return true;
  }

  /** The next attempt, if it is due and may begin. It counts as running from here on. */
  @Nullable Attempt prepare(Moment now) {
    if (running == null && started && !closed && now.reached(due) && hanging.size() < MAX_HANGING) {
      attempts++;
      running = new Attempt(attempts, epoch, now, now.plus(policy.attemptTimeout()));
      return running;
    }
    return null;
  }

  /** The attempt found no thread to run on. It stays due. */
  void withdraw(Attempt attempt) {
    if (running == attempt) {
      running = null;
    }
  }

  /** Whether the attempt's call should be made: it may have been given up before that. */
  boolean enter(Attempt attempt) {
    if (attempt.enter()) {
      return true;
    }
    hanging.remove(attempt);
    return false;
  }

  /** The attempt's call has returned, with whatever result. */
  void leave(Attempt attempt) {
    attempt.leave();
    hanging.remove(attempt);
  }

  Snapshot<T> snapshotOf(Issued<T> issued, Attempt attempt) {
    return Snapshot.of(issued, attempt.number, attempt.begun, policy, random);
  }

  /**
   * Takes what an attempt fetched, unless it was asked for before the last invalidation or is older
   * than what is held. The answer to an attempt that was given up is as good as any.
   *
   * @return whether it is held from now on
   */
  boolean accept(Attempt attempt, Snapshot<T> fresh) {
    if (running == attempt) {
      running = null;
    }
    Snapshot<T> held = last;
    if (closed || attempt.epoch != epoch || (held != null && held.attempt() > attempt.number)) {
      return false;
    }
    snapshot = fresh;
    last = fresh;
    failures = null;
    due = fresh.refreshAt();
    return true;
  }

  /** Counts a failure, unless the attempt was given up, which was counted then. */
  boolean fail(Attempt attempt, CredentialException failure, Moment now) {
    if (running != attempt) {
      return false;
    }
    running = null;
    count(failure, now);
    return true;
  }

  /** Withdraws a value whose time has come, so that nobody reads it any more. */
  boolean retireIfExpired(Moment now) {
    Snapshot<T> current = snapshot;
    if (current == null || !now.reached(current.servedUntil())) {
      return false;
    }
    snapshot = null;
    invalidSince = now;
    if (failures == null) {
      due = now;
    }
    return true;
  }

  /** Gives up an attempt that has taken too long; returns the failure that this is. */
  @Nullable CredentialException giveUpIfOverdue(Moment now, Origin origin) {
    Attempt attempt = running;
    if (attempt == null || !now.reached(attempt.deadline)) {
      return null;
    }
    giveUpRunning();
    CredentialException failure =
        new CredentialException(
            CredentialError.TIMED_OUT,
            origin + ": no answer in " + FailureRun.inWords(policy.attemptTimeout()));
    count(failure, now);
    return failure;
  }

  /**
   * Withdraws a value that a server refused, if it is still held and not brand new. Where it has
   * expired the server is right, however new it is: a process that was stopped may get its answer
   * before its scheduler has looked at the clocks.
   */
  boolean invalidate(Snapshot<T> refused, Moment now) {
    Snapshot<T> current = snapshot;
    if (current == null || current.attempt() != refused.attempt()) {
      return false;
    }
    if (!settled(now) && !now.reached(current.servedUntil())) {
      return false;
    }
    epoch++;
    giveUpRunning();
    snapshot = null;
    invalidSince = now;
    due = now;
    return true;
  }

  /** Whatever the clocks said no longer holds: the next attempt is due, failures or not. */
  void refreshAt(Moment now) {
    due = now;
  }

  /** Somebody needs a longer life than is left: refresh now, but not against a back-off. */
  void demand(Moment now) {
    if (failures == null && settled(now)) {
      due = now;
    }
  }

  /** Whether waiting that long is in vain: no call is under way and none will be. */
  boolean hopeless(Moment now, Duration patience) {
    FailureRun run = failures;
    if (running != null || run == null) {
      return false;
    }
    return run.last().error().permanent() || now.until(due).compareTo(patience) > 0;
  }

  Duration untilNextEvent(Moment now) {
    Attempt attempt = running;
    Duration next = now.until(attempt == null ? due : attempt.deadline);
    if (attempt == null && next.compareTo(RECHECK) < 0 && now.reached(due)) {
      next = RECHECK;
    }
    Snapshot<T> current = snapshot;
    if (current == null) {
      return next;
    }
    Duration expiry = now.until(current.servedUntil());
    return expiry.compareTo(next) < 0 ? expiry : next;
  }

  private boolean settled(Moment now) {
    Snapshot<T> held = last;
    return held == null || now.since(held.asked()).compareTo(policy.settleTime()) >= 0;
  }

  private void giveUpRunning() {
    if (running != null) {
      running.giveUp();
      hanging.add(running);
      running = null;
    }
  }

  private void count(CredentialException failure, Moment now) {
    FailureRun run = failures;
    FailureRun counted = run == null ? FailureRun.first(failure, now) : run.another(failure);
    failures = counted;
    Snapshot<T> current = snapshot;
    Duration left = current == null ? Duration.ZERO : now.until(current.servedUntil());
    due = now.plus(policy.backoff().delay(counted.count(), left, failure.retryAfter(), random));
  }
}

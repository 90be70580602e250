package io.sluice.store.dynamodb;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Sends requests, again if need be: with a pause that grows and is cut by chance, until the
 * patience is at its end. Every request sent through it may be sent twice without being done twice.
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** After so many warnings about throttling there are no more of them. */
  private static final int WARNINGS = 100;

  private static final Duration COLLISION_PAUSE = Duration.ofMillis(8);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final String table;
  private final Duration patience;
  private final Tally tally;
  private volatile boolean closing;

  Calls(String table, Duration patience, Tally tally) {
    this.table = table;
    this.patience = patience;
    this.tally = tally;
  }

  /** Ends all pauses: who is in one gets {@code CLOSED}. */
  void close() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /**
   * Returns the answer.
   *
   * @throws SdkException if a condition in the request does not hold, and for that only
   * @throws StoreException for every other failure
   */
  <T> T call(Supplier<T> request) {
    Deadline deadline = new Deadline(patience);
    boolean unknown = false;
    for (int failures = 0; ; failures++) {
      try {
        return request.get();
      } catch (SdkException e) {
        Fault fault = Fault.of(e);
        unknown |= fault == Fault.UNANSWERED;
        switch (fault) {
          case CONDITION -> throw e;
          case COLLISION -> tally.collisions.increment();
          case THROTTLED -> countThrottled();
          case UNANSWERED -> tally.unanswered.increment();
          case NOT_ACCESSIBLE, OTHER -> throw refused(fault, e);
        }
        if (deadline.isOver()) {
          throw gaveUp(fault, unknown, e);
        }
        tally.retries.increment();
        pause(fault == Fault.COLLISION ? COLLISION_PAUSE : PAUSE, failures, deadline);
      }
    }
  }

  private void countThrottled() {
    tally.throttled.increment();
    long count = tally.throttled.sum();
    if (count <= WARNINGS) {
      LOG.warn("the table {} is throttled, {} times so far; {}", table, count, remedy());
    }
  }

  private static String remedy() {
    return "raise its capacity, or switch it to billing on demand";
  }

  private StoreException refused(Fault fault, SdkException e) {
    return fault == Fault.NOT_ACCESSIBLE
        ? new StoreException(
            StoreError.NOT_ACCESSIBLE,
            "the table %s cannot be used: %s".formatted(table, firstLine(e)),
            e)
        : new StoreException(
            StoreError.UNAVAILABLE,
            "dynamodb did not take a request to the table %s: %s".formatted(table, firstLine(e)),
            e);
  }

  private StoreException gaveUp(Fault last, boolean unknown, SdkException e) {
    if (last == Fault.THROTTLED && !unknown) {
      return new StoreException(
          StoreError.THROTTLED,
          "the table %s has been throttled for %d ms: %s"
              .formatted(table, patience.toMillis(), remedy()),
          e);
    }
    if (last == Fault.COLLISION && !unknown) {
      return new StoreException(
          StoreError.THROTTLED,
          "too many transactions on the same items of the table %s for %d ms; try again later"
              .formatted(table, patience.toMillis()),
          e);
    }
    return new StoreException(
        StoreError.UNAVAILABLE,
        "the table %s gave no clear answer within %d ms: %s"
            .formatted(table, patience.toMillis(), firstLine(e)),
        e);
  }

  static String firstLine(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }

  /** Waits for a part of the pause that chance chooses; each pause is twice the one before. */
  void pause(Duration first, int before, Deadline deadline) {
    if (closing) {
      throw closed();
    }
    long most = Math.min(LONGEST_PAUSE.toNanos(), first.toNanos() << Math.min(before, 20));
    long chosen = ThreadLocalRandom.current().nextLong(most / 4, most + 1);
    try {
      Thread.sleep(Duration.ofNanos(Math.min(chosen, deadline.leftNanos())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreError.UNAVAILABLE, "interrupted while waiting for dynamodb", e);
    }
    if (closing) {
      throw closed();
    }
  }

  static StoreException closed() {
    return new StoreException(StoreError.CLOSED, "the store has been closed");
  }
}

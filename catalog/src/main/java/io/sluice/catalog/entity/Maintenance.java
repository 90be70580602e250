package io.sluice.catalog.entity;

import io.sluice.catalog.storage.TableStorage;
import io.sluice.store.MetadataStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does in the background what nobody waits for: it purges tables, reaps what was staged and left,
 * and forgets old answers. What it has not done when the process ends it finds after the next
 * start.
 */
public final class Maintenance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

  private final Purger purger;
  private final Reaper reaper;
  private final Answers answers;
  private final StagedTables staged;
  private final Duration every;
  private final Semaphore wanted = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins at once.
   *
   * @param every how long after a round the next one begins, if nothing calls for it earlier
   * @param grace how long an intent may take
   */
  public Maintenance(
      MetadataStore store,
      TableStorage storage,
      Entities entities,
      Answers answers,
      StagedTables staged,
      Clock clock,
      Duration every,
      Duration grace) {
    this.purger = new Purger(store, storage, clock);
    this.reaper = new Reaper(store, entities.staging().intents(), clock, grace);
    this.answers = answers;
    this.staged = staged;
    this.every = every;
    this.thread = Thread.ofPlatform().daemon().name("catalog-maintenance").unstarted(this::run);
    thread.start();
  }

  /** Begins a round soon. */
  public void wake() {
    wanted.release();
  }

  private void run() {
    while (!closed) {
      try {
        purger.purge(() -> !closed);
        reaper.reap(() -> !closed);
        answers.forget(() -> !closed);
        staged.forget(() -> !closed);
      } catch (RuntimeException e) {
        if (!closed) {
          LOG.warn(
              "maintenance of the catalog was interrupted and goes on later: {}", e.toString());
        }
      }
      try {
        if (wanted.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS)) {
          wanted.drainPermits();
        }
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (!thread.join(LONGEST_STOP)) {
        LOG.warn("maintenance of the catalog did not stop within {}", LONGEST_STOP);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

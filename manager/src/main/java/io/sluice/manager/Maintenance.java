package io.sluice.manager;

import io.sluice.manager.record.UploadId;
import io.sluice.manager.request.Results;
import io.sluice.manager.staging.Reaper;
import io.sluice.manager.upload.EndedUploads;
import io.sluice.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes in the background what nothing refers to any more. What it is told of it does at once;
 * what it is not told of, because it was busy or the process ended, it finds on its next round.
 */
final class Maintenance implements AutoCloseable {
  /** Daemons: what they have not done when the process ends is found after the next start. */
  static final ThreadFactory THREADS = Thread.ofPlatform().daemon().name("maintenance").factory();

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final int QUEUE = 1_000;
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

  private final Reaper reaper;
  private final EndedUploads endedUploads;
  private final Results results;
  private final long everyNanos;
  private final BlockingQueue<UploadId> ended = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean closed;

  /** Whether it has been looked for what was forgotten before this process began. */
  private boolean searched;

  Maintenance(
      Reaper reaper,
      EndedUploads endedUploads,
      Results results,
      Duration every,
      ThreadFactory threads) {
    this.reaper = reaper;
    this.endedUploads = endedUploads;
    this.results = results;
    this.everyNanos = every.toNanos();
    this.thread = threads.newThread(this::run);
    thread.start();
  }

  void uploadEnded(UploadId id) {
    // where the queue is full the next round finds it
    boolean _ = ended.offer(id);
  }

  private void run() {
    long nextRound = System.nanoTime();
    while (!closed) {
      try {
        @Nullable UploadId id =
            ended.poll(Math.max(0, nextRound - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (id != null) {
          endedUploads.remove(id);
        }
        if (System.nanoTime() - nextRound >= 0) {
          nextRound = System.nanoTime() + everyNanos;
          round();
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          LOG.warn("the removal of garbage was interrupted and goes on later: {}", reason(e));
        }
      }
    }
  }

  private static String reason(Exception e) {
    return e instanceof IOException || e instanceof StoreException
        ? String.valueOf(e.getMessage())
        : e.toString();
  }

  private void round() throws IOException {
    endedUploads.removeAll(() -> !closed);
    endedUploads.forgetCompleted(() -> !closed);
    results.forget(() -> !closed);
    reaper.reap(() -> !closed);
    if (!searched) {
      reaper.reapForgotten(() -> !closed);
      searched = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (!thread.join(LONGEST_STOP)) {
        LOG.warn("the removal of garbage did not stop within {}", LONGEST_STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

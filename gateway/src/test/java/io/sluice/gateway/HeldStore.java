package io.sluice.gateway;

import static io.sluice.gateway.Eventually.eventually;

import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A store that commits nothing while it is held. */
public final class HeldStore extends TestingStore {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  public void hold() {
    lock.writeLock().lock();
  }

  /** By the thread that holds it. */
  public void release() {
    lock.writeLock().unlock();
  }

  /** Sends requests so that each has read what there is before any of them commits. */
  public List<Answer> atOnce(RunningServer server, List<Call> calls)
      throws InterruptedException, ExecutionException {
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      hold();
      List<Future<Answer>> pending;
      try {
        pending = calls.stream().map(call -> threads.submit(() -> server.signed(call))).toList();
        eventually("all are about to commit", () -> lock.getQueueLength() >= calls.size());
      } finally {
        release();
      }
      for (Future<Answer> answer : pending) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  @Override
  public long commit(Transaction transaction) {
    lock.readLock().lock();
    try {
      return super.commit(transaction);
    } finally {
      lock.readLock().unlock();
    }
  }
}

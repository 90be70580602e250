package io.sluice.credentials;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks a second issuer as well when the first one is slow or has failed, and takes whichever good
 * answer comes first. Both must issue for the same identity: two regions of one service, say.
 */
public final class HedgedIssuer<T> implements Issuer<T> {
  private final Issuer<T> first;
  private final Issuer<T> second;
  private final Duration delay;
  private final Executor executor;

  /**
   * @param delay for how long the first issuer is given the chance to answer alone
   */
  public HedgedIssuer(Issuer<T> first, Issuer<T> second, Duration delay) {
    this.first = first;
    this.second = second;
    this.delay = delay;
    this.executor = task -> RefreshScheduler.daemon("sluice-credentials-hedge", task).start();
  }

  @Override
  public Origin origin() {
    return first.origin();
  }

  @Override
  public Issued<T> issue() throws Exception {
    CompletionService<Issued<T>> answers = new ExecutorCompletionService<>(executor);
    List<Future<Issued<T>>> calls = new ArrayList<>();
    List<CredentialException> failures = new ArrayList<>();
    try {
      calls.add(answers.submit(first::issue));
      Future<Issued<T>> answer = answers.poll(delay.toNanos(), TimeUnit.NANOSECONDS);
      while (true) {
        if (answer != null) {
          try {
            return answer.get();
          } catch (ExecutionException failed) {
            failures.add(CredentialException.of(causeOf(failed), origin()));
          }
        }
        if (calls.size() < 2) {
          calls.add(answers.submit(second::issue));
        } else if (failures.size() == 2) {
          throw both(failures.get(0), failures.get(1));
        }
        answer = answers.take();
      }
    } finally {
      calls.forEach(call -> call.cancel(true));
    }
  }

  /** As serious as the less serious of the two: one that may pass is worth another attempt. */
  private static CredentialException both(CredentialException one, CredentialException other) {
    CredentialException telling = one.error().permanent() ? other : one;
    CredentialException rest = telling == one ? other : one;
    CredentialException both =
        new CredentialException(
            telling.error(),
            telling.getMessage() + "; and " + rest.summary(),
            telling.retryAfter(),
            telling);
    both.addSuppressed(rest);
    return both;
  }

  private static Throwable causeOf(ExecutionException failed) {
    Throwable cause = failed.getCause();
    return cause == null ? failed : cause;
  }
}

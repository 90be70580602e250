package io.sluice.credentials;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Issues {@code value-1}, {@code value-2} and so on, by its own clock, unless told otherwise. */
final class TestingIssuer implements Issuer<String>, AutoCloseable {
  static final Origin ORIGIN = new Origin("arn:aws:iam::1:role/reader", "https://sts.example");

  private final TestingClock clock;
  private final Duration life;
  private final Deque<Answer> script = new ArrayDeque<>();
  final AtomicInteger calls = new AtomicInteger();
  boolean closed;

  /** One answer of an issuer. */
  interface Answer {
    Issued<String> give(int call) throws Exception;
  }

  /** What time it is where the issuer runs. */
  interface TestingClock {
    Instant now();
  }

  TestingIssuer(TestingClock clock, Duration life) {
    this.clock = clock;
    this.life = life;
  }

  /** The next call is answered like this. */
  TestingIssuer then(Answer answer) {
    script.add(answer);
    return this;
  }

  TestingIssuer thenFail(CredentialError error, String message) {
    return then(
        call -> {
          throw new CredentialException(error, message);
        });
  }

  @Override
  public Origin origin() {
    return ORIGIN;
  }

  @Override
  public Issued<String> issue() throws Exception {
    int call = calls.incrementAndGet();
    @Nullable Answer answer;
    synchronized (this) {
      answer = script.poll();
    }
    return answer == null ? fresh(call) : answer.give(call);
  }

  Issued<String> fresh(int call) {
    return Issued.until(clock.now().plus(life), "value-" + call, ORIGIN);
  }

  @Override
  public void close() {
    closed = true;
  }
}

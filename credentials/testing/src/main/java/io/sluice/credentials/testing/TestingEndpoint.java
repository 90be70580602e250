package io.sluice.credentials.testing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An issuer behind HTTP that answers well, unless it was told to do something else. */
public abstract class TestingEndpoint implements AutoCloseable {
  /** What an issuer says that wants fewer calls. */
  public static final TestingAnswer THROTTLED =
      TestingAnswer.response(
          400,
          "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>"
              + "<Message>Rate exceeded</Message></Error></ErrorResponse>");

  private static final int MAX_REMEMBERED = 10_000;

  private final TestingHttpServer server;
  private final Queue<TestingRequest> requests = new ArrayDeque<>();
  private final Queue<UnaryOperator<TestingAnswer>> script = new ArrayDeque<>();
  private volatile @Nullable TestingAnswer outage;
  private volatile Duration delay = Duration.ZERO;

  TestingEndpoint(TestingIdentities identities) {
    server = new TestingHttpServer(identities.clock(), this::answer);
  }

  /** Where it listens, without a path. */
  public URI uri() {
    return server.uri();
  }

  /** What it was asked so far, in order; of very many requests the last ten thousand. */
  public List<TestingRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** The next request is answered like this. */
  public void then(TestingAnswer answer) {
    script(good -> answer);
  }

  /** The next request is answered well, but not before {@code gate} opens. */
  public void thenWaitFor(CountDownLatch gate) {
    script(
        good -> {
          try {
            gate.await();
          } catch (InterruptedException closed) {
            return new TestingAnswer.Drop();
          }
          return good;
        });
  }

  /** From now on every request is answered like this. */
  public void fail(TestingAnswer answer) {
    outage = answer;
  }

  /** From now on every answer takes that long, and says what was true when the request came. */
  public void delay(Duration newDelay) {
    delay = newDelay;
  }

  /** The end of the outage. */
  public void recover() {
    outage = null;
  }

  @Override
  public void close() {
    server.close();
  }

  /** What it answers when all is well. */
  abstract TestingAnswer answerWell(TestingRequest request);

  private void script(UnaryOperator<TestingAnswer> step) {
    synchronized (script) {
      script.add(step);
    }
  }

  private void remember(TestingRequest request) {
    synchronized (requests) {
      if (requests.size() == MAX_REMEMBERED) {
        requests.remove();
      }
      requests.add(request);
    }
  }

  private TestingAnswer answer(TestingRequest request) {
    remember(request);
    TestingAnswer answer = decide(request); // who may come in is decided at the door
    LockSupport.parkNanos(delay.toNanos());
    return answer;
  }

  private TestingAnswer decide(TestingRequest request) {
    TestingAnswer down = outage;
    if (down != null) {
      return down;
    }
    UnaryOperator<TestingAnswer> step;
    synchronized (script) {
      step = script.poll();
    }
    TestingAnswer good = answerWell(request);
    return step == null ? good : step.apply(good);
  }
}

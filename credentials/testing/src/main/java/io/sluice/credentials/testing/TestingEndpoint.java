package io.sluice.credentials.testing;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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

  private final TestingHttpServer server;
  private final List<TestingRequest> requests = new CopyOnWriteArrayList<>();
  private final Queue<UnaryOperator<TestingAnswer>> script = new ArrayDeque<>();
  private volatile @Nullable TestingAnswer outage;

  TestingEndpoint(TestingIdentities identities) {
    server = new TestingHttpServer(identities.clock(), this::answer);
  }

  /** Where it listens, without a path. */
  public URI uri() {
    return server.uri();
  }

  /** What it was asked, in order. */
  public List<TestingRequest> requests() {
    return requests;
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

  private TestingAnswer answer(TestingRequest request) {
    requests.add(request);
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

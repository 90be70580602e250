package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.BodyException.Fault;
import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that keep a connection and do nothing with it. */
final class TimeoutIT {
  private static final Duration SHORT = Duration.ofMillis(100);

  private static HttpOptions idle(Duration timeout) {
    return TestingServer.options().withTimeouts(timeout, TestingServer.LONG);
  }

  @Test
  void connectionWithoutARequestIsClosed() throws IOException {
    try (TestingServer server = TestingServer.start(idle(SHORT), TestingHandler.answering("x"));
        RawClient silent = server.connect();
        RawClient kept = server.connect()) {
      assertThat(silent.end()).isEqualTo(End.CLOSED);
      RawClient again = server.connect();
      again.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(again.response().text()).isEqualTo("x");
      assertThat(again.end()).isEqualTo(End.CLOSED);
      again.close();
      assertThat(kept.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void headThatIsNotFinishedInTimeEndsTheConnectionThoughItsBytesKeepComing() throws IOException {
    HttpOptions options = TestingServer.options().withTimeouts(TestingServer.LONG, SHORT);
    try (TestingServer server = TestingServer.start(options, TestingHandler.answering("x"));
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n");
      Thread drip =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        client.send("A: b\r\n");
                        Eventually.pause();
                      }
                    } catch (IOException _) {
                      // closed, as it should be
                    }
                  });
      client.end();
      assertThat(drip).isNotNull();
      assertThat(server.observer().finished()).isEmpty();
    }
  }

  @Test
  void bodyThatDoesNotComeIsATimeoutForTheHandlerWhichCanStillAnswer() throws IOException {
    try (TestingServer server =
            TestingServer.start(
                idle(SHORT),
                exchange -> {
                  try {
                    exchange.body().readAllBytes();
                    return TestingHandler.text("whole");
                  } catch (BodyException e) {
                    return TestingHandler.text(e.fault().name());
                  }
                });
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab");
      RawResponse response = client.response();
      assertThat(response.text()).isEqualTo(Fault.TIMEOUT.name());
      assertThat(response.closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void clientThatDoesNotTakeItsAnswerIsCut() throws IOException {
    Content.Streamed endless =
        new Content.Streamed(
            Content.Streamed.UNKNOWN_LENGTH,
            out -> {
              while (true) {
                out.write(new byte[10_000]);
              }
            });
    try (TestingServer server =
            TestingServer.start(idle(SHORT), _ -> new Response(200, Headers.NONE, endless));
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      Eventually.eventually("the exchange ends", () -> !server.observer().finished().isEmpty());
      assertThat(server.observer().finished().getFirst().outcome()).isEqualTo(Observer.Outcome.CUT);
    }
  }

  @Test
  void handlerMayTakeItsTime() throws Exception {
    CountDownLatch others = new CountDownLatch(1);
    try (TestingServer server =
            TestingServer.start(
                idle(SHORT),
                exchange -> {
                  try {
                    others.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return TestingHandler.text("late " + exchange.body().readAllBytes().length);
                });
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na");
      try (RawClient idle = server.connect()) {
        assertThat(idle.end()).as("the timeout has passed").isEqualTo(End.CLOSED);
      }
      client.send("b");
      others.countDown();
      assertThat(client.response().text()).isEqualTo("late 2");
    }
  }
}

package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.BodyException.Fault;
import io.sluice.http.RawClient.End;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that keep a connection and do nothing with it. */
final class TimeoutIT {
  private static final Duration SHORT = Duration.ofMillis(200);

  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  private static HttpOptions idle(Duration timeout) {
    return TestingServer.options().withTimeouts(timeout, TestingServer.LONG);
  }

  /**
   * Asks on new connections until one is answered: on a machine that is slow enough, one can be
   * idle for too long before its request is sent. The server must end the connection that it
   * answered on.
   */
  private static RawResponse ask(TestingServer server, String request) throws IOException {
    while (true) {
      try (RawClient client = server.connect()) {
        RawResponse response = client.send(request).response();
        assertThat(client.end()).isEqualTo(End.CLOSED);
        return response;
      } catch (EOFException | SocketException _) {
        Eventually.pause();
      }
    }
  }

  @Test
  void connectionWithoutARequestIsClosed() throws IOException {
    try (TestingServer server = TestingServer.start(idle(SHORT), TestingHandler.answering("x"));
        RawClient silent = server.connect()) {
      assertThat(silent.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void connectionWithoutAFurtherRequestIsClosed() throws IOException {
    try (TestingServer server = TestingServer.start(idle(SHORT), TestingHandler.answering("x"))) {
      RawResponse response = ask(server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(response.text()).isEqualTo("x");
      assertThat(response.closes()).isFalse();
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
            })) {
      RawResponse response =
          ask(server, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab");
      assertThat(response.text()).isEqualTo(Fault.TIMEOUT.name());
      assertThat(response.closes()).isTrue();
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
        TestingServer.start(idle(SHORT), _ -> new Response(200, Headers.NONE, endless))) {
      while (server.server().requests() == 0 && server.observer().finished().isEmpty()) {
        clients.add(server.connect().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
        Eventually.pause();
      }
      Eventually.eventually("an exchange ends", () -> !server.observer().finished().isEmpty());
      assertThat(server.observer().finished().getFirst().outcome()).isEqualTo(Observer.Outcome.CUT);
    }
  }

  @Test
  void handlerMayTakeItsTime() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TestingServer server =
        TestingServer.start(
            idle(SHORT),
            exchange -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return TestingHandler.text("late " + exchange.body().readAllBytes().length);
            })) {
      while (server.server().requests() == 0) {
        RawClient client = server.connect();
        clients.add(client);
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na");
        Eventually.pause();
      }
      try (RawClient idle = server.connect()) {
        assertThat(idle.end()).as("the timeout has passed").isEqualTo(End.CLOSED);
      }
      clients.getLast().send("b");
      go.countDown();
      assertThat(clients.getLast().response().text()).isEqualTo("late 2");
    }
  }
}

package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.BodyException.Fault;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Clients that go away in the middle of something. */
final class DisconnectIT {
  private final BlockingQueue<IOException> seen = new LinkedBlockingQueue<>();

  @Test
  void handlerThatReadsLearnsThatTheClientIsGone() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    try (TestingServer server =
        TestingServer.start(
            exchange -> {
              try {
                exchange.body().readNBytes(3);
                reading.countDown();
                return TestingHandler.text("a byte too many: " + exchange.body().read());
              } catch (IOException e) {
                seen.add(e);
                throw e;
              }
            })) {
      try (RawClient client = server.connect()) {
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
        reading.await();
        client.reset();
      }
      assertThat(seen.take())
          .isInstanceOfSatisfying(
              BodyException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TRUNCATED));
      Eventually.eventually("the exchange ends", () -> server.server().requests() == 0);
    }
  }

  @Test
  void handlerThatWritesLearnsThatTheClientIsGone() throws Exception {
    Content.Streamed endless =
        new Content.Streamed(
            Content.Streamed.UNKNOWN_LENGTH,
            out -> {
              try {
                while (true) {
                  out.write(new byte[10_000]);
                }
              } catch (IOException e) {
                seen.add(e);
                throw e;
              }
            });
    try (LogWatch log = new LogWatch();
        TestingServer server = TestingServer.start(_ -> new Response(200, Headers.NONE, endless))) {
      try (RawClient client = server.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        client.exactly(100_000);
        client.reset();
      }
      assertThat(seen.take()).isNotInstanceOf(BodyException.class);
      Eventually.eventually("the exchange ends", () -> server.server().requests() == 0);
      assertThat(log.messages()).as("a client's own doing is not logged").isEmpty();
    }
  }

  @Test
  void answerForAClientThatIsGoneIsDropped() throws Exception {
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (TestingServer server =
        TestingServer.start(
            exchange -> {
              handling.countDown();
              try {
                gone.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return TestingHandler.text(exchange.path());
            })) {
      try (RawClient client = server.connect()) {
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
        handling.await();
        client.reset();
      }
      Eventually.eventually("the connection ends", () -> server.server().connections() == 0);
      assertThat(server.server().requests()).isEqualTo(1);
      gone.countDown();
      Eventually.eventually("the exchange ends", () -> server.server().requests() == 0);
      assertThat(server.observer().finished())
          .singleElement()
          .satisfies(it -> assertThat(it.outcome()).isEqualTo(Observer.Outcome.CUT));
    }
  }

  @Test
  void clientThatGoesInTheMiddleOfAHeadLeavesNothing() throws Exception {
    try (TestingServer server = TestingServer.start(TestingHandler.describing())) {
      for (String part : new String[] {"", "G", "GET / HTTP/1.1\r\nHost:"}) {
        server.connect().send(part).close();
        server.connect().send(part).reset();
      }
      Eventually.eventually("all are counted", () -> server.observer().opened() == 6);
      Eventually.eventually("all are gone", () -> server.server().connections() == 0);
      assertThat(server.observer().finished()).isEmpty();
    }
  }

  @Test
  void handlerThatThrowsAnIoExceptionCutsTheConnection() throws Exception {
    try (TestingServer server =
            TestingServer.start(
                _ -> {
                  throw new IOException("of no more use");
                });
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.end()).isEqualTo(RawClient.End.RESET);
    }
  }
}

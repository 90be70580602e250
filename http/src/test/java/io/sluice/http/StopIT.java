package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.ListenException.Reason;
import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beginning and end of a server. */
final class StopIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int FILE_BYTES = 64 << 20;

  private static Thread stop(TestingServer server, Duration grace) {
    return Thread.ofPlatform().start(() -> server.server().stop(grace));
  }

  private static void awaitRefusal(TestingServer server) {
    Eventually.eventually(
        "no connection is accepted",
        () -> {
          try (RawClient _ = server.connect()) {
            return false;
          } catch (ConnectException _) {
            return true;
          } catch (IOException _) {
            // cut off just while it was accepted
            return false;
          }
        });
  }

  @Test
  void downloadInItsMiddleIsFinishedAndIdleConnectionsEndAtOnce(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("file");
    Files.write(file, new byte[FILE_BYTES]);
    Content.Files content =
        new Content.Files(
            List.of(new Content.FileRange(() -> FileChannel.open(file), 0, FILE_BYTES)));
    try (TestingServer server = TestingServer.start(_ -> new Response(200, Headers.NONE, content));
        RawClient idle = server.connect();
        RawClient client = server.connect()) {
      client.send(GET);
      assertThat(client.responseToHead().status()).isEqualTo(200);
      client.exactly(1000);
      Thread stopping = stop(server, TestingServer.LONG);
      assertThat(idle.end()).isEqualTo(End.CLOSED);
      awaitRefusal(server);
      client.exactly(FILE_BYTES - 1000);
      assertThat(client.end()).isEqualTo(End.CLOSED);
      stopping.join();
    }
  }

  @Test
  void requestUnderWayIsAnsweredAndItsConnectionThenEnds() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (TestingServer server =
            TestingServer.start(
                exchange -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return TestingHandler.text(exchange.path());
                });
        // whatever fails, the handler does not wait for ever
        AutoCloseable _ = go::countDown;
        RawClient client = server.connect()) {
      client.send(GET + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
      Eventually.eventually("it is under way", () -> server.server().requests() == 1);
      Thread stopping = stop(server, TestingServer.LONG);
      awaitRefusal(server);
      go.countDown();
      RawResponse response = client.response();
      assertThat(response.text()).isEqualTo("/");
      assertThat(response.closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
      client.close();
      stopping.join();
    }
  }

  @Test
  void whatIsNotFinishedWithinTheGraceIsCut() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    try (TestingServer server =
            TestingServer.start(
                exchange -> {
                  reading.countDown();
                  return Response.of(200, Headers.NONE, exchange.body().readAllBytes());
                });
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
      reading.await();
      stop(server, Duration.ofMillis(50)).join();
      client.end();
      Eventually.eventually("the handler learns of it", () -> server.server().requests() == 0);
    }
  }

  @Test
  void answerThatEndsWithItsConnectionIsNotTakenForWholeWhenItIsCut() throws Exception {
    Content.Streamed endless =
        new Content.Streamed(
            Content.Streamed.UNKNOWN_LENGTH,
            out -> {
              while (true) {
                out.write(new byte[1000]);
                out.flush();
              }
            });
    try (TestingServer server = TestingServer.start(_ -> new Response(200, Headers.NONE, endless));
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      client.exactly(10_000);
      stop(server, Duration.ofMillis(50)).join();
      assertThat(client.end()).isEqualTo(End.RESET);
    }
  }

  @Test
  void portInUseIsToldInOneLine() {
    try (TestingServer server = TestingServer.start(TestingHandler.answering(""))) {
      HttpOptions options = HttpOptions.on("127.0.0.1", server.server().port());
      assertThatExceptionOfType(ListenException.class)
          .isThrownBy(() -> HttpServer.start(options, TestingHandler.answering("")))
          .withMessage("127.0.0.1:%d is already in use", server.server().port())
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PORT_IN_USE));
    }
  }

  @Test
  void addressOfAnotherMachineIsToldInOneLine() {
    for (String host : new String[] {"192.0.2.1"}) {
      assertThatExceptionOfType(ListenException.class)
          .isThrownBy(() -> HttpServer.start(HttpOptions.on(host, 0), TestingHandler.answering("")))
          .withMessage("cannot listen on %s:0: %s is not an address of this machine", host, host)
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_ADDRESS));
    }
  }

  @Test
  void portIsFreeAgainAfterAStop() throws IOException {
    int port;
    try (TestingServer server = TestingServer.start(TestingHandler.answering("first"));
        RawClient client = server.connect()) {
      assertThat(client.send(GET).response().text()).isEqualTo("first");
      port = server.server().port();
      assertThat(port).isPositive();
    }
    assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(ConnectException.class);
    HttpServer again =
        HttpServer.start(HttpOptions.on("127.0.0.1", port), TestingHandler.answering("second"));
    try (RawClient client = RawClient.connect(port)) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(client.send(GET).response().text()).isEqualTo("second");
    } finally {
      again.stop(Duration.ZERO);
    }
  }

  @Test
  void stoppingTwiceIsStoppingOnce() {
    try (TestingServer server = TestingServer.start(TestingHandler.answering(""))) {
      server.server().stop(Duration.ZERO);
      server.server().stop(TestingServer.LONG);
      awaitRefusal(server);
    }
  }
}

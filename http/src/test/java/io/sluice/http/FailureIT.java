package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Observer.Finished;
import io.sluice.http.Observer.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Handlers that fail, and what an observer is told of it all. */
final class FailureIT {
  private static final String GET = "GET /path?secret HTTP/1.1\r\nHost: h\r\n\r\n";

  private static void assertFailureIsAnswered(TestingHandler.Function failing) throws IOException {
    try (LogWatch log = new LogWatch();
        TestingServer server = TestingServer.start(failing);
        RawClient client = server.connect()) {
      for (int i = 1; i <= 2; i++) {
        RawResponse response = client.send(GET).response();
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).isEmpty();
        assertThat(log.messages()).hasSize(i);
      }
      assertThat(log.messages().getFirst()).contains("GET /path").doesNotContain("secret");
    }
  }

  @Test
  void exceptionIsLoggedOnceAndAnsweredWithoutDetails() throws IOException {
    assertFailureIsAnswered(
        _ -> {
          throw new IllegalStateException("details");
        });
  }

  @Test
  void errorIsLoggedOnceAndAnsweredWithoutDetails() throws IOException {
    assertFailureIsAnswered(
        _ -> {
          throw new StackOverflowError("details");
        });
  }

  @Test
  void rejectionThatFailsIsAnsweredToo() throws IOException {
    Handler failing =
        new Handler() {
          @Override
          public Response handle(Exchange exchange) {
            return Response.empty(200, Headers.NONE);
          }

          @Override
          public Response reject(Rejection rejection) {
            throw new IllegalStateException("details");
          }
        };
    try (LogWatch log = new LogWatch();
        TestingServer server = TestingServer.start(failing);
        RawClient client = server.connect()) {
      RawResponse response = client.send("nonsense\r\n\r\n").response();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.closes()).isTrue();
      assertThat(log.messages()).hasSize(1);
    }
  }

  @Test
  void observerIsToldOfEveryExchangeAndConnection() throws IOException {
    String put = "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n";
    RawResponse first;
    RawResponse second;
    try (TestingServer server =
        TestingServer.start(
            exchange -> Response.of(201, Headers.NONE, exchange.body().readAllBytes()))) {
      try (RawClient client = server.connect()) {
        assertThat(server.observer().opened()).isLessThanOrEqualTo(1);
        first = client.send(put + "x".repeat(100)).response();
        second = client.send("nonsense\r\n\r\n").response();
        client.end();
      }
      Eventually.eventually("the connection ends", () -> server.observer().closed() == 1);
      assertThat(first.status()).isEqualTo(201);
      assertThat(second.status()).isEqualTo(400);
      assertThat(server.observer().finished()).hasSize(2);
      Finished exchange = server.observer().finished().getFirst();
      assertThat(exchange.method()).isEqualTo("PUT");
      assertThat(exchange.status()).isEqualTo(201);
      assertThat(exchange.outcome()).isEqualTo(Outcome.ANSWERED);
      assertThat(exchange.bytesIn()).isEqualTo(put.length() + 100);
      assertThat(exchange.bytesOut()).isEqualTo(wireLength(first));
      assertThat(exchange.duration()).isPositive();
      Finished rejected = server.observer().finished().getLast();
      assertThat(rejected.method()).isEmpty();
      assertThat(rejected.status()).isEqualTo(400);
      assertThat(rejected.bytesOut()).isEqualTo(wireLength(second));
    }
  }

  private static int wireLength(RawResponse response) {
    int length = response.statusLine().length() + "\r\n\r\n".length() + response.text().length();
    for (int i = 0; i < response.headers().size(); i++) {
      length += response.headers().name(i).length() + response.headers().value(i).length() + 4;
    }
    return length;
  }
}

package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long connections last, in both versions of the protocol. */
@TestInstance(Lifecycle.PER_CLASS)
final class KeepAliveIT {
  private final TestingServer server =
      TestingServer.start(
          exchange ->
              switch (exchange.path()) {
                case "/unknown" ->
                    new Response(
                        200,
                        Headers.NONE,
                        new Content.Streamed(
                            Content.Streamed.UNKNOWN_LENGTH,
                            out -> {
                              out.write("one".getBytes(StandardCharsets.US_ASCII));
                              out.flush();
                              out.write("two".getBytes(StandardCharsets.US_ASCII));
                            }));
                case "/close" -> Response.empty(200, Headers.of("connection", "close"));
                default -> TestingHandler.text(exchange.path());
              });

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void http11ConnectionsAreKept() throws IOException {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        RawResponse response = client.send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n").response();
        assertThat(response.text()).isEqualTo("/" + i);
        assertThat(response.headers().contains("Connection")).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: TE,  Close\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: TE\r\nconnection: close\r\n\r\n",
        "GET /a HTTP/1.0\r\n\r\n",
        "GET /a HTTP/1.0\r\nHost: h\r\n\r\n",
        "GET /a HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
        "GET /close HTTP/1.1\r\nHost: h\r\n\r\n"
      })
  void connectionEndsWhereEitherSideWantsIt(String request) throws IOException {
    try (RawClient client = server.connect()) {
      assertThat(client.send(request).response().closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void http10ConnectionIsKeptIfTheClientAsksForIt() throws IOException {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 2; i++) {
        RawResponse response =
            client.send("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").response();
        assertThat(response.text()).isEqualTo("/a");
        assertThat(response.headers().first("Connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void unknownLengthGoesInChunksToHttp11() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("GET /unknown HTTP/1.1\r\nHost: h\r\n\r\n");
      RawResponse response = client.response();
      assertThat(response.headers().first("Transfer-Encoding")).isEqualTo("chunked");
      assertThat(response.headers().contains("Content-Length")).isFalse();
      assertThat(response.text()).isEqualTo("onetwo");
      assertThat(client.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n").response().text())
          .isEqualTo("/b");
    }
  }

  @Test
  void unknownLengthGoesToHttp10UntilTheConnectionEnds() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("GET /unknown HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      RawResponse response = client.response();
      assertThat(response.headers().contains("Transfer-Encoding")).isFalse();
      assertThat(response.headers().contains("Content-Length")).isFalse();
      assertThat(response.closes()).isTrue();
      assertThat(response.text()).isEqualTo("onetwo");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      requests.append(
          "PUT /%d HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n%03d".formatted(i, i));
    }
    try (RawClient client = server.connect()) {
      client.send(requests.toString());
      for (int i = 0; i < 100; i++) {
        assertThat(client.response().text()).isEqualTo("/" + i);
      }
    }
  }

  @Test
  void pipelinedRequestsAreHandledOneAtATime() throws IOException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (TestingServer counting =
            TestingServer.start(
                _ -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  running.decrementAndGet();
                  return TestingHandler.text("");
                });
        RawClient client = counting.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(50));
      for (int i = 0; i < 50; i++) {
        client.response();
      }
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void clientThatEndsItsSideStillGetsAllAnswers() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\nGET /c HTTP/1.1\r\n");
      client.endOutput();
      assertThat(client.response().text()).isEqualTo("/a");
      assertThat(client.response().text()).isEqualTo("/b");
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }
}

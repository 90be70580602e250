package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a proper request is refused, and nothing behind it is believed. */
@TestInstance(Lifecycle.PER_CLASS)
final class RejectionIT {
  /** A request that must not be answered when it stands behind something that was refused. */
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private final TestingServer server =
      TestingServer.start(
          exchange -> {
            served.add(exchange.path());
            return TestingHandler.text("served");
          });

  @AfterAll
  void stop() {
    server.close();
  }

  private void assertRejected(String request, Rejection rejection) throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(request).send(SMUGGLED).response();
      assertThat(response.text()).isEqualTo(rejection.name());
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
    assertThat(served).doesNotContain("/smuggled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET",
        "GET /",
        "GET / ",
        " GET / HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET /  HTTP/1.1",
        "GET /\tHTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET / http/1.1",
        "GET / HTTP/11",
        "GET / HTTP/1.11",
        "GET / HTTP/1.1\rA: b",
        "GET /a b HTTP/1.1",
        "GET /\u0000 HTTP/1.1",
        "GET /\u007f HTTP/1.1",
        "G(T / HTTP/1.1",
        "GET a HTTP/1.1",
        "GET * HTTP/1.1",
        "GET ftp://h/ HTTP/1.1",
        "GET http:///a HTTP/1.1",
        "GET http://user@h/ HTTP/1.1",
        "CONNECT h:443 HTTP/1.1",
        "\r\n\r\nGET / HTTP/1.1"
      })
  void malformedRequestLine(String line) throws IOException {
    assertRejected(line + "\r\nHost: h\r\n\r\n", Rejection.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\r\nHost: h\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n\n",
        "GET / HTTP/1.1\rHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nA: b\rC: d\r\n\r\n"
      })
  void bareCarriageReturnOrLineFeed(String head) throws IOException {
    assertRejected(head, Rejection.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A : b",
        "A\t: b",
        ": b",
        " A: b",
        "A",
        "A b: c",
        "A: b\u0000c",
        "A\u0000: b",
        "A: b\u0001",
        "A: b\u007f",
        "A(: b",
        "\u00e4: b",
        "A: b\r\n folded",
        "A: b\r\n\tfolded",
        "Host: h i",
        "Host: h/i",
        "Host: u@h",
        "Content-Length: ",
        "Content-Length: -1",
        "Content-Length: +1",
        "Content-Length: 0x1",
        "Content-Length: 1 1",
        "Content-Length: 9223372036854775808"
      })
  void malformedHeader(String field) throws IOException {
    String host = field.startsWith("Host") ? "" : "Host: h\r\n";
    assertRejected("POST / HTTP/1.1\r\n" + host + field + "\r\n\r\n", Rejection.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding:"
      })
  void lengthThatCouldBeReadInTwoWays(String fields) throws IOException {
    assertRejected(
        "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n\r\n", Rejection.AMBIGUOUS_LENGTH);
  }

  @Test
  void transferCodingInHttp10() throws IOException {
    assertRejected(
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Rejection.AMBIGUOUS_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: h\r\nHost: h\r\n", "Host: h\r\nhost: i\r\n"})
  void http11WithoutExactlyOneHost(String hosts) throws IOException {
    assertRejected("GET / HTTP/1.1\r\n" + hosts + "\r\n", Rejection.MISSING_HOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: h\r\n\r\n",
        "GET / HTTP/0.9\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void versionThatIsNotUnderstood(String head) throws IOException {
    assertRejected(head, Rejection.UNSUPPORTED_VERSION);
  }

  @Test
  void requestLineBeyondTheLimit() throws IOException {
    String target = "/" + "a".repeat(TestingServer.options().maxRequestLineBytes());
    assertRejected("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n", Rejection.TARGET_TOO_LONG);
  }

  @Test
  void headersBeyondTheLimit() throws IOException {
    String value = "a".repeat(TestingServer.options().maxHeaderBytes());
    assertRejected(
        "GET / HTTP/1.1\r\nHost: h\r\nA: " + value + "\r\n\r\n", Rejection.HEADERS_TOO_LARGE);
  }

  @Test
  void manySmallHeadersBeyondTheLimit() throws IOException {
    String fields = "a:b\r\n".repeat(TestingServer.options().maxHeaderBytes() / 5 + 1);
    assertRejected("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n", Rejection.HEADERS_TOO_LARGE);
  }

  @Test
  void headerThatNeverEndsIsRefusedAtTheLimit() throws IOException {
    assertRejected(
        "GET / HTTP/1.1\r\nA: " + "a".repeat(TestingServer.options().maxHeaderBytes()),
        Rejection.HEADERS_TOO_LARGE);
  }

  @Test
  void tlsHandshakeOnAPlainPortIsRefusedAtItsFirstByte() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("\u0016\u0003\u0001");
      assertThat(client.response().text()).isEqualTo(Rejection.MALFORMED.name());
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void requestsUpToTheLimitsAreServed() throws IOException {
    HttpOptions limits = TestingServer.options();
    String line = "GET /";
    String rest = " HTTP/1.1";
    String host = "Host: h\r\n";
    try (RawClient client = server.connect()) {
      client.send(
          line
              + "a".repeat(limits.maxRequestLineBytes() - line.length() - rest.length())
              + rest
              + "\r\n"
              + host
              + "A: "
              + "a".repeat(limits.maxHeaderBytes() - host.length() - "A: \r\n".length())
              + "\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("served");
    }
  }
}

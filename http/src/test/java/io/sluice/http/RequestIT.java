package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send arrives as they sent it. */
@TestInstance(Lifecycle.PER_CLASS)
final class RequestIT {
  private final TestingServer server = TestingServer.start(TestingHandler.describing());

  @AfterAll
  void stop() {
    server.close();
  }

  private String describe(String request) throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(request).response();
      assertThat(response.status()).as(response.text()).isEqualTo(200);
      return response.text();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "//a//b//",
        "/a/./b",
        "/a/../b",
        "/..",
        "/a%2Fb",
        "/%2e%2E/%2e",
        "/%zz%",
        "/a+b",
        "/a;b=c,d",
        "/a#b",
        "/\u00c3\u00a4\u00ff",
        "/a\\b|c\"d<e>^`{}",
        "/http://other/"
      })
  void pathArrivesUntouched(String path) throws IOException {
    assertThat(describe("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains("path " + path + "\n", "query null\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/p?,/p,''",
    "/p?a=b,/p,a=b",
    "/p?a=b?c=d,/p,a=b?c=d",
    "/p?a=%2F+&&=,/p,a=%2F+&&=",
    "/p?x#y,/p,x#y",
    "/?\u00e4=\u00ff,/,\u00e4=\u00ff"
  })
  void queryArrivesUntouched(String target, String path, String query) throws IOException {
    assertThat(describe("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains("path " + path + "\n", "query " + query + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "http://b.example:9000/a//b?c,/a//b,c,b.example:9000",
    "HTTPS://b.example/a,/a,null,b.example",
    "http://b.example,/,null,b.example",
    "http://b.example?q,/,q,b.example",
    "http://[::1]:80/,/,null,[::1]:80"
  })
  void absoluteTargetNamesTheAuthority(String target, String path, String query, String authority)
      throws IOException {
    assertThat(describe("GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n"))
        .contains("path " + path + "\n", "query " + query + "\n", "authority " + authority + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h", "b.c.example:9000", "127.0.0.1", "[::1]:9000", "a_b", ""})
  void hostHeaderNamesTheAuthority(String host) throws IOException {
    assertThat(describe("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
        .contains("authority " + host + "\n");
  }

  @Test
  void optionsOfTheServerItselfHasAStarForAPath() throws IOException {
    assertThat(describe("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")).contains("path *\n");
    assertThat(describe("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n")).contains("path *\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "get", "DELETE", "PROPFIND", "X!#$%&'*+-.^_`|~9"})
  void methodsNeedNotBeKnown(String method) throws IOException {
    assertThat(describe(method + " / HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("method " + method);
  }

  @Test
  void anEmptyLineAheadOfARequestIsSkipped() throws IOException {
    assertThat(describe("\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n")).contains("path /a\n");
  }

  @Test
  void headerValuesArriveUntouched() throws IOException {
    try (TestingServer headers =
            TestingServer.start(
                exchange -> TestingHandler.text(String.join("|", exchange.headers().all("x-a"))));
        RawClient client = headers.connect()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: h\r\nX-A:a  b\r\nx-a: \t \u00e4\u00ff\t, \"c\" \t\r\nX-a:\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("a  b|\u00e4\u00ff\t, \"c\"|");
    }
  }

  @Test
  void headersKeepTheirOrderAndTheCaseOfTheirNames() throws IOException {
    try (TestingServer headers =
            TestingServer.start(exchange -> TestingHandler.text(exchange.headers().toString()));
        RawClient client = headers.connect()) {
      client.send("GET / HTTP/1.1\r\nB: 1\r\nhost: h\r\nA: 2\r\nb: 3\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("[B, host, A, b]");
    }
  }

  @Test
  void aHeadMayComeInPieces() throws IOException {
    try (RawClient client = server.connect()) {
      for (char c : "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.response().text()).contains("path /slow\n");
    }
  }
}

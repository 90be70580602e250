package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Content.InMemory;
import io.sluice.http.Content.Streamed;
import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in memory and as streams. */
@TestInstance(Lifecycle.PER_CLASS)
final class ContentIT {
  private static final int BIG_BYTES = 2 << 20;

  private final Map<String, Response> responses = new ConcurrentHashMap<>();
  private final LogWatch log = new LogWatch();
  private final TestingServer server =
      TestingServer.start(
          exchange -> responses.getOrDefault(exchange.path(), Response.empty(404, Headers.NONE)));

  @AfterAll
  void stop() {
    server.close();
    log.close();
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static Response streamed(long length, Content.Writer writer) {
    return new Response(200, Headers.NONE, new Streamed(length, writer));
  }

  private RawClient ask(String method, Response response) throws IOException {
    responses.put("/r", response);
    return server.connect().send(method + " /r HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  private RawResponse get(Response response) throws IOException {
    try (RawClient client = ask("GET", response)) {
      RawResponse received = client.response();
      assertKept(client);
      return received;
    }
  }

  private static void assertKept(RawClient client) throws IOException {
    client.send("GET /none HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(client.response().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 256 << 10, (256 << 10) + 1, BIG_BYTES})
  void contentInMemoryArrivesWhole(int length) throws IOException {
    byte[] bytes = random(length);
    RawResponse response = get(Response.of(200, Headers.NONE, bytes));
    assertThat(response.text()).isEqualTo(new String(bytes, ISO_8859_1));
    assertThat(response.headers().all("Content-Length")).containsExactly(String.valueOf(length));
  }

  @Test
  void whatRemainsOfAnyBufferIsSentAndTheBufferNotTouched() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(10).put("0123456789".getBytes(ISO_8859_1));
    ByteBuffer part = bytes.position(2).limit(7).asReadOnlyBuffer();
    Response response = new Response(200, Headers.NONE, new InMemory(part));
    assertThat(get(response).text()).isEqualTo("23456");
    assertThat(get(response).text()).isEqualTo("23456");
    assertThat(part.position()).isEqualTo(2);
  }

  @Test
  void streamOfKnownLengthArrivesWhole() throws IOException {
    byte[] bytes = random(BIG_BYTES);
    RawResponse response =
        get(
            streamed(
                bytes.length,
                out -> {
                  out.write(bytes[0]);
                  out.flush();
                  out.write(bytes, 1, 99_999);
                  out.write(bytes, 100_000, bytes.length - 100_000);
                  out.flush();
                }));
    assertThat(response.headers().first("Content-Length")).isEqualTo(String.valueOf(BIG_BYTES));
    assertThat(response.text()).isEqualTo(new String(bytes, ISO_8859_1));
  }

  @Test
  void streamOfUnknownLengthArrivesWhole() throws IOException {
    byte[] bytes = random(BIG_BYTES);
    Content.Writer writer =
        out -> {
          for (int start = 0; start < bytes.length; ) {
            int count = Math.min(bytes.length - start, 1 + start / 2);
            out.write(bytes, start, count);
            start += count;
          }
        };
    RawResponse response = get(streamed(Streamed.UNKNOWN_LENGTH, writer));
    assertThat(response.headers().first("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(response.text()).isEqualTo(new String(bytes, ISO_8859_1));
  }

  @Test
  void shortStreamGetsItsLengthAfterAll() throws IOException {
    RawResponse response =
        get(streamed(Streamed.UNKNOWN_LENGTH, out -> out.write("short".getBytes(ISO_8859_1))));
    assertThat(response.headers().first("Content-Length")).isEqualTo("5");
    assertThat(response.headers().contains("Transfer-Encoding")).isFalse();
    assertThat(response.text()).isEqualTo("short");
    assertThat(get(streamed(Streamed.UNKNOWN_LENGTH, _ -> {})).text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 11})
  void streamOfAnotherLengthThanPromisedIsCut(int length) throws IOException {
    Response response =
        streamed(
            10,
            out -> {
              out.write(new byte[5]);
              out.flush();
              out.write(new byte[length - 5]);
            });
    try (RawClient client = ask("GET", response)) {
      client.responseToHead();
      client.exactly(5);
      assertThat(client.end()).isEqualTo(End.RESET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1"})
  void streamThatFailsInItsMiddleIsCutAndDoesNotEndCleanly(String version) throws IOException {
    Response response =
        streamed(
            Streamed.UNKNOWN_LENGTH,
            out -> {
              out.write("begun".getBytes(ISO_8859_1));
              out.flush();
              throw new IOException("the disk is gone");
            });
    responses.put("/r", response);
    try (RawClient client = server.connect()) {
      client.send("GET /r HTTP/" + version + "\r\nHost: h\r\n\r\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(client.end()).isEqualTo(End.RESET);
    }
  }

  @Test
  void streamThatFailsBeforeItsFirstByteIsA500() throws IOException {
    for (RuntimeException failure :
        new RuntimeException[] {
          new IllegalStateException("broken"), new UncheckedIOException(new IOException("x"))
        }) {
      Response response =
          streamed(
              10,
              out -> {
                out.write(1);
                throw failure;
              });
      assertThat(get(response).status()).isEqualTo(500);
    }
  }

  @Test
  void headHasTheLengthAndNoBody() throws IOException {
    Streamed never =
        new Streamed(
            7,
            _ -> {
              throw new IOException("a body was asked for");
            });
    for (Response response :
        new Response[] {
          Response.of(200, Headers.NONE, new byte[7]),
          new Response(200, Headers.NONE, never),
          Response.empty(200, Headers.of("content-length", "7"))
        }) {
      try (RawClient client = ask("HEAD", response)) {
        RawResponse head = client.responseToHead();
        assertThat(head.headers().all("Content-Length")).containsExactly("7");
        assertKept(client);
      }
    }
    try (RawClient client = ask("HEAD", Response.empty(404, Headers.NONE))) {
      assertThat(client.responseToHead().headers().contains("Content-Length")).isFalse();
      assertKept(client);
    }
  }

  @Test
  void noContentAndNotModifiedHaveNoBody() throws IOException {
    RawResponse noContent = get(Response.of(204, Headers.NONE, new byte[7]));
    assertThat(noContent.headers().contains("Content-Length")).isFalse();
    RawResponse notModified = get(Response.empty(304, Headers.of("Content-Length", "7")));
    assertThat(notModified.headers().first("Content-Length")).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 206, 299, 418, 599})
  void anyStatusCanBeSent(int status) throws IOException {
    RawResponse response = get(Response.empty(status, Headers.NONE));
    assertThat(response.statusLine()).startsWith("HTTP/1.1 " + status + " ");
    assertThat(response.headers().first("Content-Length")).isEqualTo("0");
  }

  @Test
  void headersAreSentAsTheyAre() throws IOException {
    RawResponse response =
        get(
            Response.empty(
                200,
                Headers.of(
                    "x-B", "1", "X-a", " \u00e4\u00ff ", "x-B", "2", "Transfer-Encoding", "x")));
    assertThat(response.headers().all("x-b")).containsExactly("1", "2");
    assertThat(response.headers().first("X-a")).isEqualTo(" \u00e4\u00ff ");
    assertThat(response.headers().name(0)).isEqualTo("x-B");
    assertThat(response.headers().contains("Transfer-Encoding")).isFalse();
  }

  @Test
  void dateIsAddedUnlessThereIsOne() throws IOException {
    String date = get(Response.empty(200, Headers.NONE)).headers().first("Date");
    assertThat(date).hasSize("Sun, 06 Nov 1994 08:49:37 GMT".length());
    assertThat(
            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US)))
        .isAfter(ZonedDateTime.parse("2026-01-01T00:00:00Z"));
    assertThat(get(Response.empty(200, Headers.of("date", "then"))).headers().all("Date"))
        .containsExactly("then");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nB: c", "a\n", "a\u0000", "\u010d\u010aB: c"})
  void headerThatWouldSplitTheAnswerIsA500(String value) throws IOException {
    RawResponse response = get(Response.empty(200, Headers.of("A", value)));
    assertThat(response.status()).isEqualTo(500);
    assertThat(response.headers().contains("B")).isFalse();
    assertThat(get(Response.empty(200, Headers.of(value, "a"))).status()).isEqualTo(500);
  }

  @Test
  void contentLengthThatContradictsTheContentIsA500() throws IOException {
    Headers seven = Headers.of("Content-Length", "7");
    assertThat(get(Response.of(200, seven, new byte[6])).status()).isEqualTo(500);
    assertThat(get(Response.empty(200, seven)).status()).isEqualTo(500);
    assertThat(get(Response.of(200, seven, new byte[7])).status()).isEqualTo(200);
  }
}

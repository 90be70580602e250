package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Who is asked for a body, and what becomes of a body that nobody reads. */
@TestInstance(Lifecycle.PER_CLASS)
final class ExpectContinueIT {
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

  /** Looks like a request, and must never be taken for one. */
  private static final String TRAP = "GET /trap HTTP/1.1\r\nHost: h\r\n\r\n";

  private final TestingServer server = TestingServer.start(ExpectContinueIT::answer);

  @AfterAll
  void stop() {
    server.close();
  }

  private static Response answer(Exchange exchange) throws IOException {
    return switch (exchange.path()) {
      case "/read" ->
          TestingHandler.text(
              new String(exchange.body().readAllBytes(), StandardCharsets.ISO_8859_1)
                  + exchange.expectsContinue());
      case "/trap" -> throw new IllegalStateException("part of a body was taken for a request");
      default -> Response.of(403, Headers.NONE, new byte[3]);
    };
  }

  private static String put(String path, long length, String more) {
    return "PUT %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n%s\r\n"
        .formatted(path, length, more);
  }

  private static String expecting(String path, long length) {
    return put(path, length, "Expect: 100-Continue\r\n");
  }

  @Test
  void continueIsSentWhenTheBodyIsReadAndOnlyOnce() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(expecting("/read", 6));
      assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(client.fields().size()).isZero();
      client.send("abc");
      client.send("def");
      assertThat(client.response().text()).isEqualTo("abcdeftrue");
      assertThat(client.send(NEXT).response().status()).isEqualTo(403);
    }
  }

  @Test
  void chunkedBodyIsAskedForToo() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          "PUT /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(100);
      client.send("1\r\na\r\n0\r\n\r\n");
      assertThat(client.response().text()).isEqualTo("atrue");
    }
  }

  @Test
  void clientThatDoesNotWaitIsNotAsked() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(expecting("/read", 3) + "abc" + NEXT);
      assertThat(client.response().text()).isEqualTo("abctrue");
      assertThat(client.response().status()).isEqualTo(403);
    }
  }

  @Test
  void earlyAnswerComesWithoutContinueAndNothingBehindItIsARequest() throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(expecting("/reject", TRAP.length())).response();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.closes()).isTrue();
      client.send(TRAP).send(TRAP);
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void emptyBodyIsNotAskedForAndTheConnectionIsKept() throws IOException {
    try (RawClient client = server.connect()) {
      assertThat(client.send(expecting("/read", 0)).response().text()).isEqualTo("true");
      assertThat(client.send(expecting("/reject", 0)).response().closes()).isFalse();
      assertThat(client.send(NEXT).response().status()).isEqualTo(403);
    }
  }

  @Test
  void http10ClientIsNeverAsked() throws IOException {
    try (RawClient client = server.connect()) {
      client.send("PUT /read HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
      client.send("a");
      assertThat(client.response().text()).isEqualTo("afalse");
    }
  }

  @Test
  void otherExpectationsAreNoneOfOurs() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(put("/read", 1, "Expect: gold\r\n") + "a");
      assertThat(client.response().text()).isEqualTo("afalse");
    }
  }

  @Test
  void smallUnreadBodyIsDrainedAndTheConnectionKept() throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(put("/reject", TRAP.length(), "")).response();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.closes()).isFalse();
      client.send(TRAP).send(NEXT);
      assertThat(client.response().status()).isEqualTo(403);
      client.send(
          "PUT /reject HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "%x\r\n%s\r\n0\r\n\r\n".formatted(TRAP.length(), TRAP)
              + NEXT);
      assertThat(client.response().status()).isEqualTo(403);
      assertThat(client.response().status()).isEqualTo(403);
    }
  }

  @Test
  void clientThatSendsABigBodyAllTheSameCanReadTheEarlyAnswer() throws IOException {
    String body = TRAP.repeat((int) (8 * Connection.DRAIN_BYTES / TRAP.length()));
    try (RawClient client = server.connect()) {
      client.send(put("/reject", body.length(), "")).send(body);
      RawResponse response = client.response();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void unreadChunkedBodyThatGoesOnEndsTheConnectionBehindTheAnswer() throws IOException {
    String chunk = "%x\r\n%s\r\n".formatted(TRAP.length(), TRAP);
    try (RawClient client = server.connect()) {
      client.send("PUT /reject HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(chunk.repeat((int) (4 * Connection.DRAIN_BYTES / chunk.length())));
      assertThat(client.response().status()).isEqualTo(403);
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }
}

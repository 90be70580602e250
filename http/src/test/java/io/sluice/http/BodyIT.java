package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.BodyException.Fault;
import io.sluice.http.RawClient.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests, whole and broken. */
@TestInstance(Lifecycle.PER_CLASS)
final class BodyIT {
  private static final String CHUNKED =
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int BIG_BYTES = 1 << 20;

  private final TestingServer server = TestingServer.start(BodyIT::read);

  @AfterAll
  void stop() {
    server.close();
  }

  private static Response read(Exchange exchange) throws IOException {
    try {
      Headers early = exchange.trailers();
      byte[] body = exchange.body().readAllBytes();
      return Response.of(
          200,
          Headers.of(
              "Length", exchange.contentLength().toString(),
              "Has-Body", Boolean.toString(exchange.hasBody()),
              "Early-Trailers", early.toString(),
              "Trailers", exchange.trailers() + "=" + exchange.trailers().first("x-b")),
          body);
    } catch (BodyException e) {
      return Response.of(422, Headers.NONE, e.fault().name().getBytes(ISO_8859_1));
    }
  }

  private static String withLength(long length) {
    return "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
  }

  @Test
  void bodyWithALengthEndsWhereTheNextRequestBegins() throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(withLength(5) + "a\r\n\u0000b" + NEXT).response();
      assertThat(response.text()).isEqualTo("a\r\n\u0000b");
      assertThat(response.headers().first("Length")).isEqualTo("OptionalLong[5]");
      assertThat(client.response().headers().first("Has-Body")).isEqualTo("false");
    }
  }

  @Test
  void chunkedBodyWithExtensionsAndTrailersIsRead() throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          CHUNKED
              + "3;name=value\r\nabc\r\n"
              + "00A ; q=\"x y\"\r\n0123456789\r\n"
              + "0;last\r\nX-A: 1\r\nX-B:  2 \r\n\r\n"
              + NEXT);
      RawResponse response = client.response();
      assertThat(response.text()).isEqualTo("abc0123456789");
      assertThat(response.headers().first("Length")).isEqualTo("OptionalLong.empty");
      assertThat(response.headers().first("Has-Body")).isEqualTo("true");
      assertThat(response.headers().first("Early-Trailers")).isEqualTo("[]");
      assertThat(response.headers().first("Trailers")).isEqualTo("[X-A, X-B]=2");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
  void emptyBodyIsABody(String end) throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send("PUT / HTTP/1.1\r\nHost: h\r\n" + end + NEXT).response();
      assertThat(response.text()).isEmpty();
      assertThat(response.headers().first("Has-Body")).isEqualTo("true");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void bodyMayComeByteByByte() throws IOException {
    try (RawClient client = server.connect()) {
      for (char c : (CHUNKED + "2\r\nab\r\n1;x\r\nc\r\n0\r\nX-B: 2\r\n\r\n").toCharArray()) {
        client.send(String.valueOf(c));
      }
      RawResponse response = client.response();
      assertThat(response.text()).isEqualTo("abc");
      assertThat(response.headers().first("Trailers")).isEqualTo("[X-B]=2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "0x1\r\na\r\n",
        "1 \n",
        "1\na\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1;a\u0000b\r\na\r\n",
        "1;a\nb\r\na\r\n",
        "1\r\r\na\r\n",
        "1000000000000000\r\n",
        "0\r\nno trailer\r\n\r\n",
        "0\r\nA: b\n\r\n",
        "0\r\n folded\r\n\r\n"
      })
  void malformedChunkedBody(String body) throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(CHUNKED + body + NEXT).response();
      assertThat(response.text()).isEqualTo(Fault.MALFORMED.name());
      assertThat(response.closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void chunkExtensionsAndTrailersAreBounded() throws IOException {
    for (String part : new String[] {"1;", "0\r\nA: "}) {
      try (RawClient client = server.connect()) {
        client.send(CHUNKED + part + "a".repeat(TestingServer.options().maxHeaderBytes()));
        assertThat(client.response().text()).isEqualTo(Fault.MALFORMED.name());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5\r\nab", "2\r\nab\r\n", "2\r\nab\r\n0\r\n", "2\r\nab\r\n0\r\nA: b\r\n"})
  void chunkedBodyThatBreaksOffIsTruncatedAndStillAnswered(String body) throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(CHUNKED + body).endOutput().response();
      assertThat(response.text()).isEqualTo(Fault.TRUNCATED.name());
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void bodyShorterThanItsLengthIsTruncatedAndStillAnswered() throws IOException {
    try (RawClient client = server.connect()) {
      RawResponse response = client.send(withLength(3) + "ab").endOutput().response();
      assertThat(response.text()).isEqualTo(Fault.TRUNCATED.name());
      assertThat(response.closes()).isTrue();
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void bytesAheadOfAFaultCanBeRead() throws IOException {
    try (TestingServer counting =
            TestingServer.start(
                exchange -> {
                  InputStream body = exchange.body();
                  byte[] first = body.readNBytes(2);
                  try {
                    return TestingHandler.text("a byte too many: " + body.read());
                  } catch (BodyException e) {
                    return TestingHandler.text(new String(first, ISO_8859_1) + e.fault());
                  }
                });
        RawClient client = counting.connect()) {
      client.send(withLength(3) + "ab").endOutput();
      assertThat(client.response().text()).isEqualTo("abTRUNCATED");
    }
  }

  /** The ways in which a handler may read. */
  enum Reading {
    ALL_BYTES {
      @Override
      byte[] read(InputStream body) throws IOException {
        return body.readAllBytes();
      }
    },
    TRANSFER {
      @Override
      byte[] read(InputStream body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(body.transferTo(bytes)).isEqualTo(bytes.size());
        return bytes.toByteArray();
      }
    },
    BY_N {
      @Override
      byte[] read(InputStream body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = body.readNBytes(100_000);
        while (part.length > 0) {
          bytes.write(part);
          part = body.readNBytes(100_000);
        }
        return bytes.toByteArray();
      }
    },
    MIXED {
      @Override
      byte[] read(InputStream body) throws IOException {
        Random random = new Random(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[200_000];
        int count = 0;
        while (count >= 0) {
          bytes.write(buffer, 7, count);
          count = body.read(buffer, 7, 1 + random.nextInt(buffer.length - 7));
          if (count >= 0 && random.nextBoolean()) {
            bytes.write(buffer, 7, count);
            int single = body.read();
            count = single < 0 ? -1 : 0;
            if (single >= 0) {
              bytes.write(single);
            }
          }
        }
        return bytes.toByteArray();
      }
    };

    abstract byte[] read(InputStream body) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void bigBodyArrivesWholeHoweverItIsRead(Reading reading) throws IOException {
    byte[] body = new byte[BIG_BYTES];
    new Random(2).nextBytes(body);
    try (TestingServer echo =
            TestingServer.start(
                exchange -> Response.of(200, Headers.NONE, reading.read(exchange.body())));
        RawClient client = echo.connect()) {
      client.send(withLength(body.length)).send(body);
      assertThat(client.response().text()).isEqualTo(new String(body, ISO_8859_1));
      client.send(CHUNKED);
      for (int start = 0; start < body.length; ) {
        int end = Math.min(body.length, start + 1 + start / 3);
        client.send(Integer.toHexString(end - start) + "\r\n");
        client.send(new String(body, start, end - start, ISO_8859_1) + "\r\n");
        start = end;
      }
      client.send("0\r\n\r\n");
      assertThat(client.response().text()).isEqualTo(new String(body, ISO_8859_1));
    }
  }
}

package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.sluice.http.Head.Version;
import io.sluice.http.ResponseEncoder.Persistence;
import io.sluice.http.ResponseHead.Coding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class ResponseEncoderTest {
  private Instant now = Instant.parse("1994-11-06T08:49:37.999Z");
  private final ResponseEncoder encoder =
      new ResponseEncoder(
          new InstantSource() {
            @Override
            public Instant instant() {
              return now;
            }
          });

  private String encode(ResponseHead head, Persistence persistence) {
    return encoder
        .encode(head, persistence, 0, UnpooledByteBufAllocator.DEFAULT)
        .toString(ISO_8859_1);
  }

  private static ResponseHead head(Version version, Headers headers, Coding coding, long length) {
    return new ResponseHead(version, 200, headers, coding, length);
  }

  @Test
  void headIsWrittenAsRfc9112HasIt() {
    ResponseHead head = head(Version.HTTP_1_1, Headers.of("A", "\u00e4"), Coding.PLAIN, 12);
    assertThat(encode(head, Persistence.KEEP).split("\r\n", -1))
        .containsExactly(
            "HTTP/1.1 200 OK",
            "A: \u00e4",
            "Date: Sun, 06 Nov 1994 08:49:37 GMT",
            "Content-Length: 12",
            "",
            "");
  }

  @Test
  void dateFollowsTheClock() {
    ResponseHead head = head(Version.HTTP_1_1, Headers.NONE, Coding.PLAIN, 0);
    assertThat(encode(head, Persistence.KEEP)).contains("08:49:37 GMT");
    now = now.plus(Duration.ofMillis(1));
    assertThat(encode(head, Persistence.KEEP)).contains("08:49:38 GMT");
    now = Instant.parse("2026-02-01T00:00:00Z");
    assertThat(encode(head, Persistence.KEEP)).contains("Date: Sun, 01 Feb 2026 00:00:00 GMT\r\n");
  }

  @Test
  void whatTheConnectionDoesIsSaidWhereItIsNotTheDefault() {
    ResponseHead current =
        head(Version.HTTP_1_1, Headers.of("Connection", "x"), Coding.CHUNKED, -1);
    assertThat(encode(current, Persistence.KEEP))
        .contains("Transfer-Encoding: chunked\r\n")
        .doesNotContain("Connection", "Content-Length");
    assertThat(encode(current, Persistence.CLOSE)).contains("Connection: close\r\n");
    ResponseHead old = head(Version.HTTP_1_0, Headers.NONE, Coding.PLAIN, 0);
    assertThat(encode(old, Persistence.KEEP)).contains("Connection: keep-alive\r\n");
    assertThat(encode(old, Persistence.CLOSE)).contains("Connection: close\r\n");
  }

  @Test
  void bigHeadsAreWrittenWhole() {
    String value = "v".repeat(100_000);
    ResponseHead head = head(Version.HTTP_1_1, Headers.of("A", value, "B", "c"), Coding.PLAIN, 0);
    assertThat(encode(head, Persistence.KEEP)).contains("A: " + value + "\r\nB: c\r\n");
  }
}

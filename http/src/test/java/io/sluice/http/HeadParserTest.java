package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.http.Head.Incomplete;
import io.sluice.http.Head.Refused;
import io.sluice.http.Head.Request;
import io.sluice.http.Head.Version;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeadParserTest {
  private static final int MAX_LINE = 100;
  private static final int MAX_HEADERS = 200;
  private static final String HEAD =
      "PUT /a?b HTTP/1.1\r\nHost: h:1\r\nContent-Length: 12\r\nX: \u00e4 \r\nExpect: 100-continue\r\n\r\n";

  private final HeadParser parser = new HeadParser(MAX_LINE, MAX_HEADERS);

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  private Head parse(String text) {
    return parser.parse(bytes(text));
  }

  @Test
  void headIsTakenApartAndWhatFollowsIsLeft() {
    ByteBuf in = bytes(HEAD + "body");
    assertThat(parser.parse(in))
        .isInstanceOfSatisfying(
            Request.class,
            request -> {
              assertThat(request.method()).isEqualTo("PUT");
              assertThat(request.target()).isEqualTo(new Head.Target("/a", "b", "h:1"));
              assertThat(request.version()).isEqualTo(Version.HTTP_1_1);
              assertThat(request.headers().first("x")).isEqualTo("\u00e4");
              assertThat(request.framing()).isEqualTo(new Framing(12, false, true, true, "h:1"));
            });
    assertThat(in.toString(ISO_8859_1)).isEqualTo("body");
  }

  @Test
  void everyPartOfAHeadIsIncomplete() {
    for (int length = 1; length < HEAD.length(); length++) {
      ByteBuf in = bytes(HEAD.substring(0, length));
      assertThat(parser.parse(in)).as(HEAD.substring(0, length)).isEqualTo(Incomplete.INSTANCE);
      assertThat(in.readableBytes()).isEqualTo(length);
    }
  }

  @Test
  void emptyLineInPiecesIsSkipped() {
    ByteBuf in = Unpooled.buffer().writeByte('\r');
    assertThat(parser.parse(in)).isEqualTo(Incomplete.INSTANCE);
    in.writeByte('\n');
    assertThat(parser.parse(in)).isEqualTo(Incomplete.INSTANCE);
    in.writeBytes(bytes(HEAD));
    assertThat(parser.parse(in)).isInstanceOf(Request.class);
  }

  @Test
  void nothingOfAnEarlierHeadShowsInALaterOne() {
    assertThat(parse("GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\n"))
        .isInstanceOf(Request.class);
    assertThat(parse("GET /\r\n\r\n")).isEqualTo(new Refused(Rejection.MALFORMED));
    assertThat(parse("GET / HTTP/\r\n\r\n")).isEqualTo(new Refused(Rejection.MALFORMED));
    assertThat(parse("G\r\n\r\n")).isEqualTo(new Refused(Rejection.MALFORMED));
  }

  @Test
  void limitsHoldWhereverTheBytesArriveInPieces() {
    String line = "GET /" + "a".repeat(MAX_LINE - "GET / HTTP/1.0".length()) + " HTTP/1.0";
    String fields = "A: " + "b".repeat(MAX_HEADERS - "A: \r\n".length()) + "\r\n";
    assertThat(parse(line + "\r\n" + fields + "\r\n")).isInstanceOf(Request.class);
    assertThat(parse(line + "\r")).isEqualTo(Incomplete.INSTANCE);
    assertThat(parse(line + "x")).isEqualTo(new Refused(Rejection.TARGET_TOO_LONG));
    assertThat(parse(line + "x\r\n")).isEqualTo(new Refused(Rejection.TARGET_TOO_LONG));
    assertThat(parse(line + "\r\n" + fields)).isEqualTo(Incomplete.INSTANCE);
    assertThat(parse(line + "\r\n" + fields + "C"))
        .isEqualTo(new Refused(Rejection.HEADERS_TOO_LARGE));
    assertThat(parse(line + "\r\n" + fields + "C: d\r\n\r\n"))
        .isEqualTo(new Refused(Rejection.HEADERS_TOO_LARGE));
  }

  /** A byte that is changed, lost, doubled or put in must never be worse than a refusal. */
  @Test
  void damagedHeadsAreParsedOrRefusedAndNothingElse() {
    Random random = Seed.random(HeadParserTest.class);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(HEAD);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int place = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.setCharAt(place, (char) random.nextInt(256));
          case 1 -> text.deleteCharAt(place);
          case 2 -> text.insert(place, text.charAt(place));
          default -> text.insert(place, "\r\n: \t,\u0000Hh0".charAt(random.nextInt(10)));
        }
      }
      ByteBuf in = bytes(text.toString());
      if (parser.parse(in) instanceof Request request) {
        assertThat(request.target().path()).as(text.toString()).startsWith("/");
        for (int i = 0; i < request.headers().size(); i++) {
          assertThat(request.headers().value(i)).doesNotContain("\r", "\n", "\u0000");
        }
        assertThat(in.getByte(in.readerIndex() - 1)).isEqualTo((byte) '\n');
      }
    }
  }
}

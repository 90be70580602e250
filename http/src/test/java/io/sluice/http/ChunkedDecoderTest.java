package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChunkedDecoderTest {
  private static final Framing CHUNKED = new Framing(Framing.NO_LENGTH, true, true, false, "h");
  private static final int MAX_TRAILERS = 100;

  private static RequestBody body() {
    return new RequestBody(
        new RequestBody.Source() {
          @Override
          public void wanted() {}

          @Override
          public void resume() {}
        },
        CHUNKED);
  }

  /**
   * However the bytes are cut into buffers, the body, its trailers and what follows are the same.
   */
  @Test
  void bodyIsTheSameWhereverTheBytesAreCut() throws IOException {
    Random random = Seed.random(ChunkedDecoderTest.class);
    for (int round = 0; round < 500; round++) {
      StringBuilder content = new StringBuilder();
      StringBuilder coded = new StringBuilder();
      for (int chunks = random.nextInt(6); chunks > 0; chunks--) {
        String chunk = "x\r\n0;".repeat(1 + random.nextInt(5)).substring(random.nextInt(4));
        content.append(chunk);
        coded.append(Integer.toHexString(chunk.length()));
        coded.append(random.nextBoolean() ? ";e=\"f\"" : "").append("\r\n").append(chunk);
        coded.append("\r\n");
      }
      coded.append("0\r\nT: ").append(round).append("\r\n\r\nNEXT");

      RequestBody body = body();
      ChunkedDecoder decoder = new ChunkedDecoder(MAX_TRAILERS);
      ByteBuf left = Unpooled.EMPTY_BUFFER;
      boolean ended = false;
      for (int start = 0; !ended; ) {
        int end = Math.min(coded.length(), start + 1 + random.nextInt(9));
        ByteBuf part = Unpooled.copiedBuffer(coded.substring(start, end), ISO_8859_1);
        ended = decoder.decode(part, body);
        left = part;
        start = end;
      }
      assertThat("NEXT").startsWith(left.toString(ISO_8859_1));
      assertThat(new String(body.readAllBytes(), ISO_8859_1)).isEqualTo(content.toString());
      assertThat(body.trailers().first("t")).isEqualTo(String.valueOf(round));
    }
  }

  @Test
  void damagedBodiesEndOrFailAndNothingElse() {
    Random random = Seed.random(ChunkedDecoderTest.class);
    String coded = "5;e\r\nabcde\r\n1F\r\n" + "x".repeat(31) + "\r\n0\r\nT: 1\r\n\r\n";
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder(coded);
      for (int i = random.nextInt(3); i >= 0; i--) {
        text.setCharAt(
            random.nextInt(text.length()), "\r\n;0fF9 x\u0000".charAt(random.nextInt(10)));
      }
      RequestBody body = body();
      ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
      try {
        boolean ended = new ChunkedDecoder(MAX_TRAILERS).decode(in, body);
        assertThat(ended || !in.isReadable()).isTrue();
      } catch (BodyException e) {
        assertThat(e.fault()).isEqualTo(BodyException.Fault.MALFORMED);
      } finally {
        body.abandon();
        in.release();
      }
      assertThat(in.refCnt()).as(text.toString()).isZero();
    }
  }
}

package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkedBodyTest {
  private final StringBuilder read = new StringBuilder();

  private boolean read(ChunkedBody body, String text) throws IOException {
    return body.read(
        ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)),
        bytes -> read.append(StandardCharsets.US_ASCII.decode(bytes)));
  }

  @Test
  void chunksWithExtensionsAndTrailersAreRead() throws IOException {
    assertThat(
            read(
                new ChunkedBody(),
                "5\r\nhello\r\nA;name=value\r\n, my world\r\n0\r\nChecksum: 1\r\nOther: 2\r\n\r\n"))
        .isTrue();
    assertThat(read).hasToString("hello, my world");
  }

  @Test
  void itDoesNotMatterWhereTheBytesAreCut() throws IOException {
    String text = "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n";
    ChunkedBody body = new ChunkedBody();
    for (int i = 0; i < text.length(); i++) {
      assertThat(read(body, text.substring(i, i + 1))).isEqualTo(i == text.length() - 1);
    }
    assertThat(read).hasToString("hello!");
  }

  @Test
  void aChunkThatIsLongerThanItSaysIsAFault() {
    assertThatThrownBy(() -> read(new ChunkedBody(), "4\r\nhello\r\n"))
        .isInstanceOf(IOException.class);
  }
}

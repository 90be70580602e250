package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class BytesTest {
  private static Bytes bytes(String latin1) {
    return Bytes.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void orderIsThatOfUnsignedBytes() {
    assertThat(bytes("")).isLessThan(bytes("\0"));
    assertThat(bytes("a")).isLessThan(bytes("a\0"));
    assertThat(bytes("\u007f")).isLessThan(bytes("\u0080"));
    assertThat(bytes("a\u00ff")).isLessThan(bytes("b"));
  }

  @Test
  void afterPrefixIsTheLeastStringBehindAllThatStartSo() {
    assertThat(bytes("a").afterPrefix()).contains(bytes("b"));
    assertThat(bytes("a\u00ff\u00ff").afterPrefix()).contains(bytes("b"));
    assertThat(bytes("a\u00fe").afterPrefix()).contains(bytes("a\u00ff"));
    assertThat(bytes("\u00ff").afterPrefix()).isEmpty();
    assertThat(Bytes.EMPTY.afterPrefix()).isEmpty();
  }

  @Test
  void aPartIsFoundAtOrBehindAPosition() {
    assertThat(bytes("a--b--").indexOf(bytes("--"), 0)).isEqualTo(1);
    assertThat(bytes("a--b--").indexOf(bytes("--"), 2)).isEqualTo(4);
    assertThat(bytes("a--b-").indexOf(bytes("--"), 2)).isEqualTo(-1);
    assertThat(bytes("a").indexOf(bytes("aa"), 0)).isEqualTo(-1);
  }

  @Test
  void textShowsWhatIsPrintable() {
    assertThat(bytes("a\0\u00ff\\")).hasToString("a\\x00\\xff\\x5c");
    assertThat(bytes("a".repeat(65)).toString()).endsWith("aa...(65 bytes)");
  }
}

package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.sluice.protocol.ObjectInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtagsTest {
  private static final ByteString MD5 = ByteString.fromHex("d41d8cd98f00b204e9800998ecf8427e");
  private static final String ETAG = "d41d8cd98f00b204e9800998ecf8427e";

  @Test
  void anETagIsTheMd5() {
    ObjectInfo info = ObjectInfo.newBuilder().setMd5(MD5).build();

    assertThat(Etags.of(MD5)).isEqualTo(ETAG);
    assertThat(Etags.of(info)).isEqualTo(ETAG);
    assertThat(Etags.quoted(info)).isEqualTo('"' + ETAG + '"');
  }

  @Test
  void anETagOfPartsEndsInTheirNumber() {
    ObjectInfo info = ObjectInfo.newBuilder().setMd5(MD5).setPartCount(3).build();

    assertThat(Etags.of(info)).isEqualTo(ETAG + "-3");
    assertThat(Etags.quoted(info)).isEqualTo('"' + ETAG + "-3\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "abc, abc, true",
        "'\"abc\"', abc, true",
        "W/\"abc\", abc, true",
        "*, abc, true",
        "'\"x\", \"abc\"', abc, true",
        "'x,abc', abc, true",
        "'\"*\"', abc, true",
        "'\"abc', abc, false",
        "ab, abc, false",
        "abc-2, abc, false",
        "ABC, abc, false",
        "'', abc, false",
        "',', abc, false",
        "'\"', abc, false",
      })
  void aHeaderNamesETags(String header, String etag, boolean matches) {
    assertThat(Etags.matches(header, etag)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {"abc, abc", "'\"abc\"', abc", "W/\"abc\", abc", "'\"\"', ''", "'\"', '\"'"})
  void quotesAreTakenOff(String text, String bare) {
    assertThat(Etags.unquote(text)).isEqualTo(bare);
  }
}

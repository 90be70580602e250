package io.sluice.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
  @Test
  void isReadAsItIsWritten() {
    Instant time = Instant.parse("2026-02-28T23:59:58Z");

    assertThat(Timestamp.format(time)).isEqualTo("20260228T235958Z");
    assertThat(Timestamp.parse("20260228T235958Z")).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20260228T235958",
        "20260228T235958z",
        "20260228 235958Z",
        "2026022８T23595Z",
        "20260230T000000Z",
        "20261301T000000Z",
        "20260228T240000Z",
        "20260228T236000Z",
        "20260228T235960Z",
        "-0260228T235958Z",
        "20260228T235958Z "
      })
  void isNothingElse(String text) {
    assertThat(Timestamp.parse(text)).isEmpty();
  }
}

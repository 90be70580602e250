package io.sluice.gateway.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepliesTest {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final long YEAR_9999 = 253_402_300_799_999L;

  @Test
  void datesInXmlAreThoseOfTheFormatter() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(YEAR_9999);
      assertThat(Replies.isoDate(millis)).isEqualTo(ISO.format(Instant.ofEpochMilli(millis)));
    }
    assertThat(Replies.isoDate(0)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(Replies.isoDate(YEAR_9999)).isEqualTo("9999-12-31T23:59:59.999Z");
  }
}

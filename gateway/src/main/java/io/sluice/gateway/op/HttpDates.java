package io.sluice.gateway.op;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three forms of a date in a header, by RFC 9110, section 5.6.7. */
final class HttpDates {
  private static final List<DateTimeFormatter> FORMS =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ISO_INSTANT);

  private HttpDates() {}

  /** Empty where it is no date, which means that the header is not there. */
  static Optional<Instant> parse(String text) {
    for (DateTimeFormatter form : FORMS) {
      try {
        return Optional.of(form.parse(text, Instant::from)).filter(HttpDates::hasFourDigits);
      } catch (DateTimeException e) {
        // the next form
      }
    }
    return Optional.empty();
  }

  private static boolean hasFourDigits(Instant date) {
    int year = date.atOffset(ZoneOffset.UTC).getYear();
    return year >= 0 && year <= 9999;
  }
}

package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.http.Headers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a request says that it was signed. */
final class RequestTime {
  static final Duration SKEW = Duration.ofMinutes(15);

  private static final int BASIC_LENGTH = 16;
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private RequestTime() {}

  /** By x-amz-date, or where that is not there by Date. */
  static Instant ofHeaders(Headers headers) {
    return find(headers)
        .orElseThrow(
            () ->
                new S3Exception(
                    S3Error.ACCESS_DENIED,
                    "AWS authentication requires a valid Date or x-amz-date header."));
  }

  private static Optional<Instant> find(Headers headers) {
    @Nullable String amazon = headers.first("x-amz-date");
    @Nullable String date = headers.first("date");
    if (amazon != null) {
      return parseBasic(amazon).or(() -> parseInternet(amazon));
    }
    return date == null ? Optional.empty() : parseInternet(date).or(() -> parseBasic(date));
  }

  /** {@code yyyyMMdd'T'HHmmss'Z'} */
  static Optional<Instant> parseBasic(String text) {
    if (text.length() != BASIC_LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
                  number(text, 0, 4),
                  number(text, 4, 6),
                  number(text, 6, 8),
                  number(text, 9, 11),
                  number(text, 11, 13),
                  number(text, 13, 15))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new DateTimeException("not a digit");
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }

  /** RFC 1123, as in HTTP. */
  private static Optional<Instant> parseInternet(String text) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static void requireNotSkewed(Instant signedAt, Headers headers, Clock clock) {
    Instant now = clock.instant();
    if (Duration.between(signedAt, now).abs().compareTo(SKEW) > 0) {
      String stated =
          Optional.ofNullable(headers.first("x-amz-date"))
              .or(() -> Optional.ofNullable(headers.first("date")))
              .orElse("");
      throw new S3Exception(S3Error.REQUEST_TIME_TOO_SKEWED)
          .with("RequestTime", stated)
          .with("ServerTime", iso(now))
          .with("MaxAllowedSkewMilliseconds", Long.toString(SKEW.toMillis()));
    }
  }

  static String format(Instant time) {
    return BASIC.format(time);
  }

  static String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

package io.sluice.gateway.auth;

import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.http.Headers;
import io.sluice.protocol.sign.Timestamp;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a request says that it was signed. */
final class RequestTime {
  static final Duration SKEW = Duration.ofMinutes(15);

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
      return Timestamp.parse(amazon).or(() -> parseInternet(amazon));
    }
    return date == null ? Optional.empty() : parseInternet(date).or(() -> Timestamp.parse(date));
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

  static String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

package io.sluice.credentials.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response of an issuer.
 *
 * @param date the latest that the issuer's clock can have shown, from the {@code Date} header; null
 *     where there is none
 * @param retryAfter how long it asked to be left alone; null where it did not
 */
record HttpAnswer(int status, String body, @Nullable Instant date, @Nullable Duration retryAfter) {

  /** A {@code Date} has whole seconds, and so says too little by almost one of them. */
  private static final Duration PRECISION = Duration.ofMillis(999);

  static @Nullable Instant parseDate(Optional<String> header) {
    try {
      return header
          .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
          .map(date -> date.plus(PRECISION))
          .orElse(null);
    } catch (DateTimeParseException unreadable) {
      return null; // as good as none: expiry is then judged by this machine's clock
    }
  }

  static @Nullable Duration parseRetryAfter(Optional<String> header) {
    return header
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(null);
  }

  /** Without the body, which may hold a secret. */
  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length() + " characters]";
  }
}

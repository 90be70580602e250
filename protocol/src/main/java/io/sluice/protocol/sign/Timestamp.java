package io.sluice.protocol.sign;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The time of a signature, as AWS writes it: {@code yyyyMMdd'T'HHmmss'Z'}. Every request's is read
 * twice, by the gateway and by the manager, and a formatter takes ten times as long.
 */
public final class Timestamp {
  private static final int LENGTH = 16;

  private Timestamp() {}

  /** Empty where it is not one. */
  public static Optional<Instant> parse(String text) {
    if (text.length() != LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
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

  public static String format(Instant time) {
    LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(LENGTH);
    append(text, utc.getYear() / 100);
    append(text, utc.getYear() % 100);
    append(text, utc.getMonthValue());
    append(text, utc.getDayOfMonth());
    text.append('T');
    append(text, utc.getHour());
    append(text, utc.getMinute());
    append(text, utc.getSecond());
    return text.append('Z').toString();
  }

  private static void append(StringBuilder text, int twoDigits) {
    text.append((char) ('0' + twoDigits / 10)).append((char) ('0' + twoDigits % 10));
  }
}

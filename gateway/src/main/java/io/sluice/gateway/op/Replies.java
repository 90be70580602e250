package io.sluice.gateway.op;

import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The forms that answers have in common. */
final class Replies {
  private static final Headers XML = Headers.of("Content-Type", "application/xml");
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Replies() {}

  static Response xml(XmlWriter document) {
    return new Response(200, XML, new Content.InMemory(document.finish()));
  }

  static Response empty(int status) {
    return Response.empty(status, Headers.NONE);
  }

  /** As dates stand in XML. A page of a list has 1,000 of them, so no formatter is asked. */
  static String isoDate(long millis) {
    LocalDateTime utc = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    StringBuilder text = new StringBuilder("yyyy-MM-ddTHH:mm:ss.SSSZ".length());
    digits(text, utc.getYear(), 4);
    digits(text.append('-'), utc.getMonthValue(), 2);
    digits(text.append('-'), utc.getDayOfMonth(), 2);
    digits(text.append('T'), utc.getHour(), 2);
    digits(text.append(':'), utc.getMinute(), 2);
    digits(text.append(':'), utc.getSecond(), 2);
    digits(text.append('.'), utc.getNano() / 1_000_000, 3);
    return text.append('Z').toString();
  }

  private static void digits(StringBuilder text, int number, int count) {
    int end = text.length() + count;
    text.setLength(end);
    for (int i = end - 1; i >= end - count; i--) {
      text.setCharAt(i, (char) ('0' + number % 10));
      number /= 10;
    }
  }

  /** As dates stand in headers. */
  static String httpDate(long millis) {
    return HTTP.format(Instant.ofEpochMilli(millis));
  }
}

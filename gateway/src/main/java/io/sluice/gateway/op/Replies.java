package io.sluice.gateway.op;

import io.sluice.gateway.xml.XmlWriter;
import io.sluice.http.Content;
import io.sluice.http.Headers;
import io.sluice.http.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The forms that answers have in common. */
final class Replies {
  private static final Headers XML = Headers.of("Content-Type", "application/xml");
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
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

  /** As dates stand in XML. */
  static String isoDate(long millis) {
    return ISO.format(Instant.ofEpochMilli(millis));
  }

  /** As dates stand in headers. */
  static String httpDate(long millis) {
    return HTTP.format(Instant.ofEpochMilli(millis));
  }
}

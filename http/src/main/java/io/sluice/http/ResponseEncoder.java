package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.http.ResponseHead.Coding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes the heads of responses. It serves one event loop. */
final class ResponseEncoder {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private final byte[][] statusLines = new byte[600][];
  private byte[] bytes = new byte[1 << 10];
  private int size;
  private long dateSeconds = Long.MIN_VALUE;
  private String date = "";

  ResponseEncoder(InstantSource clock) {
    this.clock = clock;
  }

  /** The head, in a buffer that has room for a body behind it. */
  ByteBuf encode(ResponseHead head, Persistence persistence, int room, ByteBufAllocator allocator) {
    size = 0;
    append(statusLine(head.status()));
    Headers headers = head.headers();
    boolean dated = false;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (!isOurs(name)) {
        dated |= name.equalsIgnoreCase("Date");
        field(name, headers.value(i));
      }
    }
    if (!dated) {
      field("Date", date());
    }
    if (head.length() != ResponseHead.NO_LENGTH) {
      field("Content-Length", Long.toString(head.length()));
    }
    if (head.coding() == Coding.CHUNKED) {
      field("Transfer-Encoding", "chunked");
    }
    if (persistence == Persistence.CLOSE) {
      field("Connection", "close");
    } else if (head.version() == Head.Version.HTTP_1_0) {
      field("Connection", "keep-alive");
    }
    append("\r\n");
    return allocator.directBuffer(size + room).writeBytes(bytes, 0, size);
  }

  /** Whether the connection is used again after a response. */
  enum Persistence {
    KEEP,
    CLOSE
  }

  private static boolean isOurs(String name) {
    return switch (name.length()) {
      case 10 -> name.equalsIgnoreCase("Connection");
      case 14 -> name.equalsIgnoreCase("Content-Length");
      case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
      default -> false;
    };
  }

  private byte[] statusLine(int status) {
    byte[] line = statusLines[status];
    if (line == null) {
      String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
      line = "HTTP/1.1 %d %s\r\n".formatted(status, reason).getBytes(StandardCharsets.ISO_8859_1);
      statusLines[status] = line;
    }
    return line;
  }

  private String date() {
    long seconds = Math.floorDiv(clock.millis(), 1000L);
    if (seconds != dateSeconds) {
      dateSeconds = seconds;
      date = DATE.format(Instant.ofEpochSecond(seconds));
    }
    return date;
  }

  private void field(String name, String value) {
    append(name);
    append(": ");
    append(value);
    append("\r\n");
  }

  private void append(byte[] text) {
    reserve(text.length);
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
  }

  /** One byte for each character; header text is ISO-8859-1. */
  @SuppressWarnings("deprecation") // the one copy that neither allocates nor looks at charsets
  private void append(String text) {
    reserve(text.length());
    text.getBytes(0, text.length(), bytes, size);
    size += text.length();
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + count));
    }
  }
}

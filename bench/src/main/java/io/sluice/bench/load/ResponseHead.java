package io.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The head of an answer, as far as it matters here. */
final class ResponseHead {
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final long NONE = -1;

  private final byte[] bytes;
  private final int length;
  private int status;
  private long contentLength = NONE;
  private boolean chunked;
  private boolean last;

  private ResponseHead(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * Reads one.
   *
   * @param length up to and including the empty line
   */
  static ResponseHead parse(byte[] bytes, int length) {
    ResponseHead head = new ResponseHead(bytes, length);
    head.status =
        (bytes[STATUS_AT] - '0') * 100
            + (bytes[STATUS_AT + 1] - '0') * 10
            + (bytes[STATUS_AT + 2] - '0');
    head.last = bytes[STATUS_AT - 2] == '0';
    int start = head.nextLine(0);
    while (start < length) {
      switch (bytes[start] | 0x20) {
        case 'c' -> {
          head.value("content-length", start)
              .ifPresent(v -> head.contentLength = Long.parseLong(v));
          head.value("connection", start)
              .ifPresent(v -> head.last = v.toLowerCase(Locale.ROOT).equals("close"));
        }
        case 't' ->
            head.value("transfer-encoding", start)
                .ifPresent(v -> head.chunked = v.toLowerCase(Locale.ROOT).endsWith("chunked"));
        default -> {}
      }
      start = head.nextLine(start);
    }
    return head;
  }

  private int nextLine(int start) {
    int at = start;
    while (at < length && bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private Optional<String> value(String name, int start) {
    int colon = start + name.length();
    if (colon >= length || bytes[colon] != ':') {
      return Optional.empty();
    }
    for (int i = 0; i < name.length(); i++) {
      int b = bytes[start + i];
      if (b != name.charAt(i) && (b | 0x20) != name.charAt(i)) {
        return Optional.empty();
      }
    }
    int end = nextLine(start) - 1;
    return Optional.of(
        new String(bytes, colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1).strip());
  }

  int status() {
    return status;
  }

  /** Empty where there is none. */
  Optional<String> header(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int start = nextLine(0);
    while (start < length) {
      Optional<String> value = value(wanted, start);
      if (value.isPresent()) {
        return value;
      }
      start = nextLine(start);
    }
    return Optional.empty();
  }

  /** -1 where it is not stated. */
  long contentLength() {
    return contentLength;
  }

  boolean chunked() {
    return chunked;
  }

  /** Whether the connection ends with this answer. */
  boolean last() {
    return last;
  }
}

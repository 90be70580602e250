package io.sluice.http;

import io.sluice.http.Head.Version;
import org.jspecify.annotations.Nullable;

/**
 * What the header fields of a request say about the message and the connection (RFC 9112, sections
 * 3.2, 6 and 9).
 *
 * @param contentLength what Content-Length says, or {@link #NO_LENGTH}
 * @param host what Host says, or null
 */
record Framing(
    long contentLength,
    boolean chunked,
    boolean keepAlive,
    boolean expectsContinue,
    @Nullable String host) {
  static final long NO_LENGTH = -1;

  static Framing of(Version version, Headers headers) throws RefusedException {
    Reader reader = new Reader();
    for (int i = 0; i < headers.size(); i++) {
      reader.read(headers.name(i), headers.value(i));
    }
    return reader.framing(version);
  }

  boolean hasBody() {
    return chunked || contentLength != NO_LENGTH;
  }

  private static final class Reader {
    private long length = NO_LENGTH;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private boolean expectsContinue;
    private @Nullable String host;

    void read(String name, String value) throws RefusedException {
      switch (name.length()) {
        case 4 -> {
          if (name.equalsIgnoreCase("Host")) {
            readHost(value);
          }
        }
        case 6 -> {
          if (name.equalsIgnoreCase("Expect")) {
            expectsContinue |= value.equalsIgnoreCase("100-continue");
          }
        }
        case 10 -> {
          if (name.equalsIgnoreCase("Connection")) {
            readConnection(value);
          }
        }
        case 14 -> {
          if (name.equalsIgnoreCase("Content-Length")) {
            readLength(value);
          }
        }
        case 17 -> {
          if (name.equalsIgnoreCase("Transfer-Encoding")) {
            readCoding(value);
          }
        }
        default -> {}
      }
    }

    private void readHost(String value) throws RefusedException {
      if (host != null) {
        throw new RefusedException(Rejection.MISSING_HOST);
      }
      if (!Octets.isHost(value)) {
        throw new RefusedException(Rejection.MALFORMED);
      }
      host = value;
    }

    private void readConnection(String value) {
      for (int start = 0; start <= value.length(); ) {
        int comma = value.indexOf(',', start);
        int end = comma < 0 ? value.length() : comma;
        String option = value.substring(start, end).strip();
        close |= option.equalsIgnoreCase("close");
        keepAlive |= option.equalsIgnoreCase("keep-alive");
        start = end + 1;
      }
    }

    private void readLength(String value) throws RefusedException {
      if (length != NO_LENGTH) {
        throw new RefusedException(Rejection.AMBIGUOUS_LENGTH);
      }
      if (value.isEmpty()) {
        throw new RefusedException(Rejection.MALFORMED);
      }
      long sum = 0;
      for (int i = 0; i < value.length(); i++) {
        int digit = value.charAt(i) - '0';
        if (value.charAt(i) == ',') {
          throw new RefusedException(Rejection.AMBIGUOUS_LENGTH);
        }
        if (digit < 0 || digit > 9 || sum > (Long.MAX_VALUE - digit) / 10) {
          throw new RefusedException(Rejection.MALFORMED);
        }
        sum = sum * 10 + digit;
      }
      length = sum;
    }

    private void readCoding(String value) throws RefusedException {
      if (chunked || !value.equalsIgnoreCase("chunked")) {
        throw new RefusedException(Rejection.AMBIGUOUS_LENGTH);
      }
      chunked = true;
    }

    Framing framing(Version version) throws RefusedException {
      boolean current = version == Version.HTTP_1_1;
      // RFC 9112, section 6.1: a transfer coding in HTTP/1.0 is as doubtful as one beside a length
      if (chunked && (length != NO_LENGTH || !current)) {
        throw new RefusedException(Rejection.AMBIGUOUS_LENGTH);
      }
      if (current && host == null) {
        throw new RefusedException(Rejection.MISSING_HOST);
      }
      return new Framing(
          length, chunked, !close && (current || keepAlive), current && expectsContinue, host);
    }
  }
}

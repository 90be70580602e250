package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.http.BodyException.Fault;
import java.util.Arrays;

/**
 * A body in chunks (RFC 9112, section 7.1). Extensions are skipped; trailers are kept. Lines end
 * with CR and LF and nothing less, for the reason that {@link HeadParser} gives.
 */
final class ChunkedDecoder implements BodyDecoder {
  private static final int MAX_EXTENSION_BYTES = 4 << 10;
  private static final int MAX_SIZE_DIGITS = 15;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LINE_FEED,
    DATA,
    DATA_CARRIAGE_RETURN,
    DATA_LINE_FEED,
    TRAILERS
  }

  private final int maxTrailerBytes;
  private State state = State.SIZE;
  private long remaining;
  private int digits;
  private int extensionBytes;
  private byte[] trailers = new byte[64];
  private int trailerBytes;
  private int trailerLine;

  ChunkedDecoder(int maxTrailerBytes) {
    this.maxTrailerBytes = maxTrailerBytes;
  }

  @Override
  public boolean decode(ByteBuf in, RequestBody body) throws BodyException {
    while (in.isReadable()) {
      switch (state) {
        case SIZE -> readSize(in.readByte());
        case EXTENSION -> readExtension(in.readByte());
        case SIZE_LINE_FEED -> {
          expect('\n', in.readByte());
          state = remaining == 0 ? State.TRAILERS : State.DATA;
        }
        case DATA -> readData(in, body);
        case DATA_CARRIAGE_RETURN -> {
          expect('\r', in.readByte());
          state = State.DATA_LINE_FEED;
        }
        case DATA_LINE_FEED -> {
          expect('\n', in.readByte());
          digits = 0;
          extensionBytes = 0;
          state = State.SIZE;
        }
        case TRAILERS -> {
          if (readTrailer(in.readByte())) {
            body.end(parseTrailers());
            return true;
          }
        }
      }
    }
    return false;
  }

  @Override
  public long remaining() {
    return remaining;
  }

  private void readSize(byte octet) throws BodyException {
    int digit = Character.digit(octet, 16);
    if (digit >= 0) {
      if (++digits > MAX_SIZE_DIGITS) {
        throw malformed("a chunk size of more than %d digits".formatted(MAX_SIZE_DIGITS));
      }
      remaining = remaining << 4 | digit;
    } else if (digits == 0) {
      throw malformed("a chunk without a size");
    } else if (octet == '\r') {
      state = State.SIZE_LINE_FEED;
    } else if (octet == ';' || octet == ' ' || octet == '\t') {
      state = State.EXTENSION;
    } else {
      throw malformed("a chunk size that is not hexadecimal");
    }
  }

  private void readExtension(byte octet) throws BodyException {
    if (octet == '\r') {
      state = State.SIZE_LINE_FEED;
    } else if (!Octets.isValue(octet)) {
      throw malformed("a control character in a chunk extension");
    } else if (++extensionBytes > MAX_EXTENSION_BYTES) {
      throw malformed("a chunk extension of more than %d bytes".formatted(MAX_EXTENSION_BYTES));
    }
  }

  private void readData(ByteBuf in, RequestBody body) {
    int length = (int) Math.min(remaining, in.readableBytes());
    body.offer(in.readRetainedSlice(length));
    remaining -= length;
    if (remaining == 0) {
      state = State.DATA_CARRIAGE_RETURN;
    }
  }

  /** Whether that was the last byte of the empty line behind the trailers. */
  private boolean readTrailer(byte octet) throws BodyException {
    if (trailerBytes == maxTrailerBytes) {
      throw malformed("trailers of more than %d bytes".formatted(maxTrailerBytes));
    }
    if (trailerBytes == trailers.length) {
      trailers = Arrays.copyOf(trailers, Math.min(2 * trailerBytes, maxTrailerBytes));
    }
    trailers[trailerBytes++] = octet;
    if (octet != '\n') {
      return false;
    }
    boolean empty = trailerBytes - trailerLine == 2 && trailers[trailerLine] == '\r';
    trailerLine = trailerBytes;
    return empty;
  }

  private Headers parseTrailers() throws BodyException {
    try {
      return new FieldReader(trailers, 0, trailerBytes).read();
    } catch (RefusedException _) {
      throw malformed("a trailer that is not a header field");
    }
  }

  private static void expect(char expected, byte octet) throws BodyException {
    if (octet != expected) {
      throw malformed("a chunk that does not end where its size says");
    }
  }

  private static BodyException malformed(String message) {
    return new BodyException(Fault.MALFORMED, message);
  }
}

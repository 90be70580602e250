package io.sluice.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Takes the chunked transfer coding (RFC 9112, section 7.1) off a body that comes in pieces. */
final class ChunkedBody {
  private enum State {
    SIZE,
    EXTENSION,
    DATA,
    DATA_END,
    TRAILER_START,
    TRAILER,
    FINISHED
  }

  private static final int HEX = 16;

  private State state = State.SIZE;
  private long left;

  /**
   * Reads on.
   *
   * @param data is given the content, as views of the buffer
   * @return whether the body has ended; then the buffer stands behind it
   */
  boolean read(ByteBuffer in, Consumer<ByteBuffer> data) throws IOException {
    while (state != State.FINISHED && in.hasRemaining()) {
      if (state == State.DATA) {
        readData(in, data);
      } else {
        readFraming(in.get());
      }
    }
    return state == State.FINISHED;
  }

  private void readData(ByteBuffer in, Consumer<ByteBuffer> data) {
    int count = (int) Math.min(left, in.remaining());
    data.accept(in.slice(in.position(), count));
    in.position(in.position() + count);
    left -= count;
    if (left == 0) {
      state = State.DATA_END;
    }
  }

  private void readFraming(byte b) throws IOException {
    switch (state) {
      case SIZE -> {
        int digit = Character.digit(b, HEX);
        if (digit >= 0) {
          left = left * HEX + digit;
        } else if (b == '\n') {
          endOfSize();
        } else {
          state = State.EXTENSION;
        }
      }
      case EXTENSION -> {
        if (b == '\n') {
          endOfSize();
        }
      }
      case DATA_END -> {
        if (b == '\n') {
          state = State.SIZE;
        } else if (b != '\r') {
          throw new IOException("a chunk is longer than it says");
        }
      }
      case TRAILER_START -> {
        if (b == '\n') {
          state = State.FINISHED;
        } else if (b != '\r') {
          state = State.TRAILER;
        }
      }
      case TRAILER -> {
        if (b == '\n') {
          state = State.TRAILER_START;
        }
      }
      case DATA, FINISHED -> throw new IllegalStateException();
    }
  }

  private void endOfSize() {
    state = left == 0 ? State.TRAILER_START : State.DATA;
  }
}

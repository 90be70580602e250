package io.sluice.http;

import io.netty.buffer.ByteBuf;

/** Finds the body of one request among the bytes of its connection, on the event loop. */
sealed interface BodyDecoder permits FixedLengthDecoder, ChunkedDecoder {
  /**
   * Moves what belongs to the body out of the buffer, and leaves what follows it.
   *
   * @return whether the body has ended
   */
  boolean decode(ByteBuf in, RequestBody body) throws BodyException;

  /** How much of the body is still to come, as far as that is known: at least so much. */
  long remaining();

  static BodyDecoder of(Framing framing, int maxTrailerBytes) {
    return framing.chunked()
        ? new ChunkedDecoder(maxTrailerBytes)
        : new FixedLengthDecoder(framing.contentLength());
  }
}

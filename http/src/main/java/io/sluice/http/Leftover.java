package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that have arrived and cannot be used yet: a part of a head, or what follows the exchange.
 */
final class Leftover {
  private @Nullable ByteBuf bytes;

  boolean isEmpty() {
    return bytes == null;
  }

  /** Takes over a buffer. */
  void keep(ByteBuf in) {
    bytes = in;
  }

  /** Takes over a buffer and gives it back with what was kept ahead of it. */
  ByteBuf join(ByteBuf in, ByteBufAllocator allocator) {
    ByteBuf kept = take();
    return kept == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, kept, in);
  }

  @Nullable ByteBuf take() {
    ByteBuf kept = bytes;
    bytes = null;
    return kept;
  }

  void release() {
    ByteBuf kept = take();
    if (kept != null) {
      kept.release();
    }
  }
}

package io.sluice.http;

import io.netty.buffer.ByteBuf;

/** A body as long as its Content-Length. */
final class FixedLengthDecoder implements BodyDecoder {
  private long remaining;

  FixedLengthDecoder(long length) {
    this.remaining = length;
  }

  @Override
  public boolean decode(ByteBuf in, RequestBody body) {
    int length = (int) Math.min(remaining, in.readableBytes());
    if (length > 0) {
      body.offer(in.readRetainedSlice(length));
      remaining -= length;
    }
    if (remaining > 0) {
      return false;
    }
    body.end(Headers.NONE);
    return true;
  }

  @Override
  public long remaining() {
    return remaining;
  }
}

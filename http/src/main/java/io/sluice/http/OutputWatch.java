package io.sluice.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Notices when a client no longer takes what is sent to it. */
final class OutputWatch {
  private boolean waiting;
  private long mark;
  private long since;

  /** Whether bytes have been waiting for so long without one of them having been taken. */
  boolean isStalled(Channel channel, long now, long limitNanos) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      waiting = false;
      return false;
    }
    // what is left of all that waits, and how far its first message is
    long current = buffer.totalPendingWriteBytes() * 31 + buffer.currentProgress();
    if (!waiting || current != mark) {
      waiting = true;
      mark = current;
      since = now;
      return false;
    }
    return now - since > limitNanos;
  }
}

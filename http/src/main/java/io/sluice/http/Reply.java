package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request on its way from the handler's thread to the event loop. It lets a
 * bounded number of bytes be under way and holds the thread back while the client does not take
 * them.
 *
 * <p>The thread's last deed for an exchange is one call of {@link #whole}, {@link #finish} or
 * {@link #cut}; only behind that call is the exchange over.
 */
final class Reply {
  static final long WINDOW_BYTES = 256 << 10;

  private final Connection connection;
  private final AtomicLong underWay = new AtomicLong();
  private volatile @Nullable Thread writer;
  private volatile long wakeAt;
  private volatile boolean broken;

  // the handler's thread's
  private @Nullable ResponseHead head;
  private boolean begun;

  Reply(Connection connection) {
    this.connection = connection;
  }

  // ---- the handler's thread

  /** Whether something of the answer is on its way, so that there can be no other. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the connection is gone. */
  boolean isBroken() {
    return broken;
  }

  ByteBufAllocator allocator() {
    return connection.allocator();
  }

  /** Whether file ranges can be handed over as they are. */
  boolean sendsFiles() {
    return !connection.isSecure();
  }

  /** Sends an answer that is in memory, in one step. */
  void whole(ResponseHead head, ByteBuffer body) {
    begun = true;
    boolean handedOver =
        connection.execute(
            () -> {
              connection.handlerDone();
              if (connection.isOpen()) {
                ByteBuf message = connection.encode(head, body.remaining());
                transmit(message.writeBytes(body.duplicate()), Last.YES);
              }
            });
    if (!handedOver) {
      connection.handlerDone();
    }
  }

  /** Goes out together with the first bytes of the body. */
  void begin(ResponseHead head) {
    this.head = head;
  }

  /** Takes over a buffer; waits while too many bytes are under way. */
  void write(ByteBuf buffer) throws IOException {
    try {
      await(WINDOW_BYTES, WINDOW_BYTES / 2);
    } catch (IOException e) {
      buffer.release();
      throw e;
    }
    post(buffer, Last.NO);
  }

  /** Takes over a part of a file, and its channel. */
  void write(DefaultFileRegion region) {
    post(region, Last.NO);
  }

  /** Waits until all that was written has been taken by the system. */
  void awaitSent() throws IOException {
    await(0, 0);
  }

  /** Takes over the last piece of the answer, a buffer or a part of a file. */
  void finish(Object piece) {
    post(piece, Last.YES);
  }

  /** Ends the connection so that the client cannot mistake what it has for the whole. */
  void cut() {
    begun = true;
    boolean handedOver =
        connection.execute(
            () -> {
              connection.handlerDone();
              connection.cut();
            });
    if (!handedOver) {
      connection.handlerDone();
    }
  }

  private void post(Object piece, Last last) {
    ResponseHead ahead = head;
    head = null;
    begun = true;
    long weight = weight(piece);
    underWay.addAndGet(weight);
    if (!connection.execute(() -> transmit(ahead, piece, weight, last))) {
      ReferenceCountUtil.release(piece);
      breakOff();
      if (last == Last.YES) {
        connection.handlerDone();
      }
    }
  }

  private void await(long above, long until) throws IOException {
    if (underWay.get() > above) {
      park(until);
    }
    if (broken) {
      throw new IOException("the client is gone");
    }
  }

  private void park(long until) throws IOException {
    wakeAt = until;
    writer = Thread.currentThread();
    try {
      while (underWay.get() > until && !broken) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while the client takes an answer");
        }
        LockSupport.park(this);
      }
    } finally {
      writer = null;
    }
  }

  // ---- the event loop

  private enum Last {
    YES,
    NO
  }

  private void transmit(@Nullable ResponseHead ahead, Object piece, long weight, Last last) {
    if (last == Last.YES) {
      connection.handlerDone();
    }
    if (!connection.isOpen()) {
      ReferenceCountUtil.release(piece);
      return;
    }
    if (ahead != null) {
      ByteBuf encoded = connection.encode(ahead, 0);
      connection.sent(encoded.readableBytes());
      var _ = connection.channel().write(encoded);
    }
    transmit(piece, weight, last);
  }

  private void transmit(ByteBuf message, Last last) {
    long weight = message.readableBytes();
    underWay.addAndGet(weight);
    transmit(message, weight, last);
  }

  private void transmit(Object message, long weight, Last last) {
    ChannelFuture sent = connection.channel().writeAndFlush(message);
    if (sent.isDone()) {
      sent(sent, weight, last);
    } else {
      sent.addListener(_ -> sent(sent, weight, last));
    }
  }

  private void sent(ChannelFuture sent, long weight, Last last) {
    long left = underWay.addAndGet(-weight);
    if (!sent.isSuccess()) {
      connection.cut();
      return;
    }
    connection.sent(weight);
    if (last == Last.YES) {
      connection.replied();
    } else if (left <= wakeAt) {
      LockSupport.unpark(writer);
    }
  }

  /** The connection is gone. */
  void breakOff() {
    broken = true;
    LockSupport.unpark(writer);
  }

  private static long weight(Object piece) {
    return piece instanceof DefaultFileRegion region
        ? region.count()
        : ((ByteBuf) piece).readableBytes();
  }
}

package io.sluice.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way from the event loop, which offers buffers, to the handler's
 * thread, which copies them straight into its own arrays. It holds a bounded window: when that is
 * full the event loop stops reading from the connection, and the reader wakes it again once half of
 * the window is free.
 *
 * <p>The two sides share a list with one writer and one reader, so neither ever waits for a lock.
 */
final class RequestBody extends InputStream {
  static final int WINDOW_BYTES = 256 << 10;

  /** What a buffer weighs at least, so that many tiny ones cannot outgrow the window. */
  private static final int MIN_WEIGHT = 1 << 10;

  private static final int COPY_BYTES = 64 << 10;

  /** What the reader asks of the connection, on the reader's thread. */
  interface Source {
    /** The handler wants a body that the client holds back until it is asked for it. */
    void wanted();

    /** There is room again. */
    void resume();
  }

  private enum End {
    WHOLE
  }

  /** The item is a {@link ByteBuf}, an {@link End} or a {@link BodyException}. */
  private static final class Link {
    private final Object item;
    private final int weight;
    private volatile @Nullable Link next;

    Link(Object item, int weight) {
      this.item = item;
      this.weight = weight;
    }
  }

  private final Source source;
  private final long length;
  private final AtomicInteger weight = new AtomicInteger();
  private final AtomicBoolean paused = new AtomicBoolean();
  private volatile @Nullable Thread reader;
  private volatile boolean abandoned;
  private Headers trailers = Headers.NONE;

  // the event loop's
  private Link last;
  private boolean ended;
  private boolean news;
  private long received;

  // the reader's; what comes behind this link has not been read
  private Link read;
  private boolean wanted; // or need not be said
  private boolean exhausted;
  private long taken;

  RequestBody(Source source, Framing framing) {
    this.source = source;
    this.length = framing.contentLength();
    this.wanted = !framing.expectsContinue();
    this.read = new Link(End.WHOLE, 0);
    this.last = read;
  }

  // ---- the event loop's side

  /** Takes over a buffer. */
  void offer(ByteBuf buffer) {
    received += buffer.readableBytes();
    if (abandoned) {
      buffer.release();
    } else {
      int heft = Math.max(buffer.readableBytes(), MIN_WEIGHT);
      weight.addAndGet(heft);
      append(new Link(buffer, heft));
    }
  }

  void end(Headers trailers) {
    this.trailers = trailers;
    ended = true;
    append(new Link(End.WHOLE, 0));
  }

  /** What has been offered can still be read; the fault comes behind it. */
  void fail(BodyException fault) {
    if (!ended) {
      ended = true;
      append(new Link(fault, 0));
      signal();
    }
  }

  private void append(Link link) {
    last.next = link;
    last = link;
    news = true;
  }

  /** Wakes the reader if there is something new, once for all that has come together. */
  void signal() {
    if (news) {
      news = false;
      LockSupport.unpark(reader);
    }
  }

  /** Whether the window is full; if it is, {@link Source#resume} will be called. */
  boolean isFull() {
    if (abandoned || weight.get() < WINDOW_BYTES) {
      return false;
    }
    paused.set(true);
    // the reader may have made room before it could know that it has to say so
    return weight.get() > WINDOW_BYTES / 2 || !paused.compareAndSet(true, false);
  }

  /** Whether the handler waits for the client. */
  boolean isAwaited() {
    return reader != null;
  }

  /** How many bytes have arrived. */
  long received() {
    return received;
  }

  /** The reader is done: what is left, and whatever may still come, is dropped. */
  void abandon() {
    abandoned = true;
    for (Link link = read.next; link != null; link = link.next) {
      if (link.item instanceof ByteBuf buffer) {
        buffer.release();
      }
    }
    read = last;
  }

  // ---- the reader's side

  /** What followed the body, once that has been read to its end. */
  Headers trailers() {
    return exhausted ? trailers : Headers.NONE;
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    int copied = 0;
    for (Link next = await(); next != null && copied < count; next = read.next) {
      if (!(next.item instanceof ByteBuf buffer)) {
        if (copied == 0) {
          return end(next.item);
        }
        break;
      }
      int part = Math.min(count - copied, buffer.readableBytes());
      buffer.readBytes(target, offset + copied, part);
      copied += part;
      if (!buffer.isReadable()) {
        release(next, buffer);
      }
    }
    taken += copied;
    return copied;
  }

  private Link await() throws IOException {
    if (abandoned) {
      throw new IOException("the exchange that this body belongs to is over");
    }
    if (!wanted) {
      wanted = true;
      source.wanted();
    }
    Link next = read.next;
    return next == null ? park() : next;
  }

  private Link park() throws IOException {
    reader = Thread.currentThread();
    try {
      Link next = read.next;
      while (next == null) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while waiting for a request's body");
        }
        LockSupport.park(this);
        next = read.next;
      }
      return next;
    } finally {
      reader = null;
    }
  }

  private int end(Object item) throws BodyException {
    if (item instanceof BodyException fault) {
      throw fault;
    }
    exhausted = true;
    return -1;
  }

  private void release(Link link, ByteBuf buffer) {
    read = link;
    buffer.release();
    if (weight.addAndGet(-link.weight) <= WINDOW_BYTES / 2
        && paused.get()
        && paused.compareAndSet(true, false)) {
      source.resume();
    }
  }

  @Override
  public int available() {
    return read.next != null && read.next.item instanceof ByteBuf buffer
        ? buffer.readableBytes()
        : 0;
  }

  /** Where the length is known, into one array of the right size. */
  @Override
  public byte[] readNBytes(int count) throws IOException {
    if (length == Framing.NO_LENGTH || count < 0) {
      return super.readNBytes(count);
    }
    byte[] target = new byte[(int) Math.min(count, length - taken)];
    int copied = readNBytes(target, 0, target.length);
    return copied == target.length ? target : Arrays.copyOf(target, copied);
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    long left = length == Framing.NO_LENGTH ? COPY_BYTES : length - taken;
    byte[] copy = new byte[Math.clamp(left, 1, COPY_BYTES)];
    long moved = 0;
    for (int count = read(copy); count >= 0; count = read(copy)) {
      out.write(copy, 0, count);
      moved += count;
    }
    return moved;
  }
}

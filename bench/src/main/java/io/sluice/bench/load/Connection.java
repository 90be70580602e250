package io.sluice.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection that is kept alive, with at most one request on its way. */
final class Connection implements AutoCloseable {
  private static final int LONGEST_HEAD = 16 << 10;
  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

  /** The beginning of a body that should have been another. */
  private static final int SHOWN = 300;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer[] out = {NO_BODY, NO_BODY};
  private final byte[] headBytes = new byte[LONGEST_HEAD];
  private int headLength;

  private @Nullable Request request;
  private long startedNanos;
  private @Nullable ResponseHead head;
  private @Nullable ChunkedBody chunked;
  private BodyCheck check = new BodyCheck(Expected.Content.Any.INSTANCE);
  private final StringBuilder shown = new StringBuilder();

  private Connection(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
    key.attach(this);
  }

  static Connection open(InetSocketAddress address, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return new Connection(channel, channel.register(selector, SelectionKey.OP_READ));
  }

  /** When the request that is on its way was started, or should have been. */
  long startedNanos() {
    return startedNanos;
  }

  boolean idle() {
    return request == null;
  }

  void send(Request next, long nanos) throws IOException {
    request = next;
    startedNanos = nanos;
    headLength = 0;
    head = null;
    chunked = null;
    out[0] = next.head().duplicate();
    out[1] = next.body().duplicate();
    flush();
  }

  /** Sends what the socket takes. */
  void flush() throws IOException {
    while (out[1].hasRemaining() || out[0].hasRemaining()) {
      if (channel.write(out) == 0) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        return;
      }
    }
    if (key.interestOps() != SelectionKey.OP_READ) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  /**
   * Reads what is there.
   *
   * @param buffer to read with; nothing in it is kept
   * @return whether the answer is complete
   */
  boolean receive(ByteBuffer buffer) throws IOException {
    while (true) {
      buffer.clear();
      int count = channel.read(buffer);
      if (count == 0) {
        return false;
      }
      if (count < 0) {
        if (head != null && endsWithConnection(head)) {
          return true;
        }
        throw new EOFException("the connection ended before the answer did");
      }
      buffer.flip();
      if (request == null) {
        throw new IOException("an answer without a request");
      }
      if (take(buffer, request.expected())) {
        if (buffer.hasRemaining()) {
          throw new IOException("more than the answer was sent");
        }
        return true;
      }
    }
  }

  private boolean take(ByteBuffer buffer, Expected expected) throws IOException {
    if (head == null && !takeHead(buffer, expected)) {
      return false;
    }
    ResponseHead current = head;
    if (current == null || expected.bodiless() || current.status() == 204) {
      return true;
    }
    ChunkedBody coding = chunked;
    if (coding != null) {
      return coding.read(buffer, this::look);
    }
    long left = current.contentLength() - check.length();
    int count =
        endsWithConnection(current) ? buffer.remaining() : (int) Math.min(left, buffer.remaining());
    look(buffer.slice(buffer.position(), count));
    buffer.position(buffer.position() + count);
    return count == left && !endsWithConnection(current);
  }

  private void look(ByteBuffer bytes) {
    if (shown.length() < SHOWN && head != null && head.status() >= 400) {
      byte[] start = new byte[Math.min(bytes.remaining(), SHOWN)];
      bytes.get(bytes.position(), start);
      shown.append(new String(start, StandardCharsets.UTF_8));
    }
    check.take(bytes);
  }

  private static boolean endsWithConnection(ResponseHead head) {
    return !head.chunked() && head.contentLength() < 0;
  }

  private boolean takeHead(ByteBuffer buffer, Expected expected) throws IOException {
    while (buffer.hasRemaining()) {
      if (headLength == LONGEST_HEAD) {
        throw new IOException("a head of more than %d bytes".formatted(LONGEST_HEAD));
      }
      byte b = buffer.get();
      headBytes[headLength++] = b;
      if (b == '\n' && endOfHead()) {
        ResponseHead parsed = ResponseHead.parse(headBytes, headLength);
        if (parsed.status() == 100) {
          headLength = 0;
          continue;
        }
        head = parsed;
        chunked = parsed.chunked() ? new ChunkedBody() : null;
        check = new BodyCheck(expected.content());
        shown.setLength(0);
        return true;
      }
    }
    return false;
  }

  private boolean endOfHead() {
    return headLength >= 4
        && headBytes[headLength - 2] == '\r'
        && headBytes[headLength - 3] == '\n'
        && headBytes[headLength - 4] == '\r';
  }

  /** What is wrong with the answer, now that it is complete; then the connection is idle. */
  Optional<String> finish() {
    Request answered = request;
    ResponseHead current = head;
    request = null;
    if (answered == null || current == null) {
      throw new IllegalStateException("nothing was answered");
    }
    Expected expected = answered.expected();
    long length = expected.bodiless() ? current.contentLength() : check.length();
    Optional<String> fault =
        current.status() != expected.status()
            ? Optional.of(
                "status %d, not %d: %s".formatted(current.status(), expected.status(), shown))
            : expected.length() >= 0 && length != expected.length()
                ? Optional.of("%d bytes, not %d".formatted(length, expected.length()))
                : check.fault();
    return fault.map(text -> firstLine(answered) + ": " + text);
  }

  /** Whether the answer that is complete says, as it may, that nothing was done. */
  boolean refused() {
    return request != null && head != null && request.expected().refusals().contains(head.status());
  }

  private static String firstLine(Request request) {
    String head = StandardCharsets.ISO_8859_1.decode(request.head().duplicate()).toString();
    return head.substring(0, head.indexOf(" HTTP/"));
  }

  /** Whether it can take no further request. */
  boolean ended() {
    return out[1].hasRemaining() || (head != null && head.last());
  }

  Optional<String> header(String name) {
    return head == null ? Optional.empty() : head.header(name);
  }

  @Override
  public void close() throws IOException {
    key.cancel();
    channel.close();
  }
}

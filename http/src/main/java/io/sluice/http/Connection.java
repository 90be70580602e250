package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.sluice.http.BodyException.Fault;
import io.sluice.http.Head.Incomplete;
import io.sluice.http.Head.Refused;
import io.sluice.http.Head.Request;
import io.sluice.http.ResponseEncoder.Persistence;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and its requests, one after the other. All of it runs on the connection's event
 * loop, but for the few methods that say otherwise.
 */
final class Connection extends ChannelDuplexHandler implements RequestBody.Source {
  /** What is dropped behind an answer at most so that the connection can be kept. */
  static final long DRAIN_BYTES = 256 << 10;

  /** What is dropped at most so that a client which still sends can read why it should not. */
  private static final long LINGER_BYTES = 8 << 20;

  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));

  private enum Phase {
    /** Between requests, or in the head of one. */
    HEAD,
    /** From the end of a head to the end of the answer. */
    EXCHANGE,
    /** Behind an answer, until the request's body has ended too. */
    DRAIN,
    /** Nothing more is sent; what comes is dropped until the client has noticed. */
    LINGER,
    CLOSED
  }

  private final Service service;
  private final Loop loop;
  private final Channel channel;
  private final boolean secure;
  private final OutputWatch output = new OutputWatch();
  private final Leftover pending = new Leftover();
  private int place;
  private Phase phase = Phase.HEAD;

  /** The exchange under way, or the one whose body is drained. */
  private @Nullable Turn turn;

  private boolean isToStart;
  private boolean inputClosed;
  private long dropped;

  /** When the phase began, a part of a head came, or the last byte that a handler waits for. */
  private long since = System.nanoTime();

  private boolean awaited;

  Connection(Service service, Loop loop, Channel channel) {
    this.service = service;
    this.loop = loop;
    this.channel = channel;
    this.secure = channel.pipeline().get(SslHandler.class) != null;
  }

  // ---- called by the exchange, on the handler's thread

  /** Runs a task on the event loop; false if that has ended, and this connection with it. */
  boolean execute(Runnable task) {
    try {
      channel.eventLoop().execute(() -> run(task));
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("the connection of {} failed", peer(), e);
      cut();
    }
  }

  @Override
  public void wanted() {
    execute(
        () -> {
          if (isOpen() && turn().invite()) {
            var _ = channel.writeAndFlush(CONTINUE.duplicate());
          }
        });
  }

  @Override
  public void resume() {
    execute(this::updateReading);
  }

  ByteBufAllocator allocator() {
    return channel.alloc();
  }

  boolean isSecure() {
    return secure;
  }

  InetSocketAddress peer() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  // ---- what arrives

  @Override
  public void handlerAdded(ChannelHandlerContext own) {
    loop.sweep().add(this);
    service.observer().connectionOpened();
    if (service.isStopping()) {
      // accepted so late that nobody else will tell it
      close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext own, Object message) {
    if (pending.isEmpty() && (phase == Phase.HEAD || phase == Phase.EXCHANGE)) {
      since = System.nanoTime();
    }
    consume(pending.join((ByteBuf) message, allocator()));
    updateReading();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext own) {
    startExchange();
    if (turn != null) {
      turn.signal();
    }
  }

  /** There is one in every phase but {@link Phase#HEAD}, up to the end of the handler. */
  private Turn turn() {
    return Objects.requireNonNull(turn);
  }

  /** Takes over a buffer and keeps what it cannot use yet. */
  private void consume(ByteBuf in) {
    boolean goesOn = true;
    while (goesOn && in.isReadable()) {
      goesOn =
          switch (phase) {
            case HEAD -> readHead(in);
            case EXCHANGE -> readBody(in);
            case DRAIN -> drain(in);
            case LINGER, CLOSED -> drop(in);
          };
    }
    if (in.isReadable()) {
      pending.keep(in);
    } else {
      in.release();
    }
  }

  private boolean readHead(ByteBuf in) {
    int start = in.readerIndex();
    Head head = loop.parser().parse(in);
    if (head == Incomplete.INSTANCE) {
      return false;
    }
    Turn next =
        switch (head) {
          case Request request when service.admit() -> Turn.admitted(this, service, request);
          case Request request -> Turn.rejected(this, service, request, Rejection.OVERLOADED);
          case Refused refused ->
              Turn.rejected(this, service, Request.UNREADABLE, refused.rejection());
          case Incomplete _ -> throw new IllegalStateException("not reached");
        };
    next.received(in.readerIndex() - start);
    turn = next;
    phase = Phase.EXCHANGE;
    isToStart = true;
    return true;
  }

  /** Behind all that has come together: so a handler finds a small body there when it begins. */
  private void startExchange() {
    if (isToStart) {
      isToStart = false;
      service.start(turn().exchange());
    }
  }

  private boolean readBody(ByteBuf in) {
    if (turn().hasBodyEnded()) {
      return false;
    }
    turn().decode(in);
    return true;
  }

  private boolean drain(ByteBuf in) {
    int start = in.readerIndex();
    turn().decode(in);
    dropped += in.readerIndex() - start;
    if (turn().hasBodyEnded() && service.isStopping()) {
      close();
    } else if (turn().hasBodyEnded()) {
      awaitHead();
    } else if (turn().isFaulty() || dropped > DRAIN_BYTES) {
      linger();
    }
    return true;
  }

  private boolean drop(ByteBuf in) {
    dropped += in.readableBytes();
    in.skipBytes(in.readableBytes());
    if (phase == Phase.LINGER && dropped > LINGER_BYTES) {
      close();
    }
    return true;
  }

  private void updateReading() {
    boolean reading =
        switch (phase) {
          case HEAD, DRAIN, LINGER -> true;
          case EXCHANGE -> turn().hasBodyEnded() ? pending.isEmpty() : !turn().isBodyFull();
          case CLOSED -> false;
        };
    if (reading != channel.config().isAutoRead()) {
      channel.config().setAutoRead(reading);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext own, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
      endOfInput();
    }
  }

  /** The client sends no more; it may still wait for the answer to what it has sent. */
  private void endOfInput() {
    inputClosed = true;
    if (phase == Phase.EXCHANGE) {
      turn().fail(Fault.TRUNCATED, "the client closed the connection before the end of the body");
    } else {
      close();
    }
  }

  // ---- the answer, called by the reply

  boolean isOpen() {
    return phase != Phase.CLOSED;
  }

  Channel channel() {
    return channel;
  }

  /** The head of an answer, in a buffer with room for a body. */
  ByteBuf encode(ResponseHead head, int room) {
    boolean isLast = service.isStopping() || (inputClosed && pending.isEmpty());
    Persistence persistence = turn().begin(head, isLast ? Persistence.CLOSE : Persistence.KEEP);
    return loop.encoder().encode(head, persistence, room, allocator());
  }

  void sent(long bytes) {
    turn().sent(bytes);
  }

  /** All of the answer has been taken by the system. */
  void replied() {
    if (phase != Phase.EXCHANGE) {
      return;
    }
    Turn answered = turn();
    answered.replied();
    answered.end(service);
    if (answered.isLast() || service.isStopping()) {
      if (answered.hasBodyEnded() && pending.isEmpty()) {
        close();
      } else {
        linger();
      }
    } else if (answered.hasBodyEnded()) {
      awaitHead();
      readPending();
    } else if (inputClosed) {
      close();
    } else {
      phase = Phase.DRAIN;
      since = System.nanoTime();
      dropped = 0;
    }
    updateReading();
  }

  private void awaitHead() {
    turn = null;
    phase = Phase.HEAD;
    since = System.nanoTime();
  }

  private void readPending() {
    ByteBuf in = pending.take();
    if (in != null) {
      consume(in);
      startExchange();
    }
    if (phase == Phase.HEAD && inputClosed) {
      close();
    }
  }

  /** The handler's thread has done its last deed for the exchange. */
  void handlerDone() {
    Turn current = turn();
    current.handlerDone();
    if (phase == Phase.CLOSED) {
      current.end(service);
    }
  }

  // ---- the end

  /** The server stops: what is idle ends now, an exchange with its answer. */
  void closeIfIdle() {
    if (phase == Phase.HEAD && pending.isEmpty()) {
      close();
    }
  }

  /**
   * Ends the connection, but reads on for a while: closing a socket with unread bytes resets the
   * connection, and that would take the answer away from a client which has not read it yet.
   */
  private void linger() {
    phase = Phase.LINGER;
    since = System.nanoTime();
    dropped = 0;
    pending.release();
    if (inputClosed) {
      close();
    } else if (secure) {
      channel.pipeline().get(SslHandler.class).closeOutbound().addListener(_ -> shutdownOutput());
    } else {
      shutdownOutput();
    }
  }

  private void shutdownOutput() {
    var _ = ((DuplexChannel) channel).shutdownOutput();
  }

  private void close() {
    phase = Phase.CLOSED;
    var _ = channel.close();
  }

  /** Ends the connection with a reset: no client can take that for the end of an answer. */
  void cut() {
    cut(channel.unsafe().voidPromise());
  }

  private void cut(ChannelPromise promise) {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      if (channel.isOpen()) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      // not through the pipeline, where TLS would say good-bye properly
      channel.unsafe().close(promise);
    }
  }

  /** The server's grace is over, or this connection has ended itself. */
  @Override
  public void close(ChannelHandlerContext own, ChannelPromise promise) {
    if (phase == Phase.EXCHANGE) {
      cut(promise);
    } else {
      var _ = own.close(promise);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext own, Throwable cause) {
    log.debug("the connection of {} failed", channel.remoteAddress(), cause);
    cut();
  }

  @Override
  public void channelInactive(ChannelHandlerContext own) {
    phase = Phase.CLOSED;
    pending.release();
    loop.sweep().remove(this);
    service.observer().connectionClosed();
    Turn current = turn;
    if (current != null) {
      current.fail(Fault.TRUNCATED, "the connection ended before the body did");
      current.exchange().reply().breakOff();
      if (current.isHandlerDone() || isToStart) {
        isToStart = false;
        current.end(service);
      }
    }
  }

  // ---- time

  int place() {
    return place;
  }

  /** Where the sweep keeps this connection. */
  void place(int place) {
    this.place = place;
  }

  void look(long now) {
    long idleNanos = service.options().idleTimeout().toNanos();
    if (output.isStalled(channel, now, idleNanos)) {
      cut();
      return;
    }
    switch (phase) {
      case HEAD -> {
        long limit = pending.isEmpty() ? idleNanos : service.options().headTimeout().toNanos();
        if (now - since > limit) {
          close();
        }
      }
      case EXCHANGE -> lookAtBody(now, idleNanos);
      case DRAIN -> {
        if (now - since > PATIENCE_NANOS) {
          linger();
        }
      }
      case LINGER -> {
        if (now - since > PATIENCE_NANOS) {
          close();
        }
      }
      case CLOSED -> {}
    }
  }

  /** Only a handler that wants more can be kept waiting; its patience begins when it asks. */
  private void lookAtBody(long now, long idleNanos) {
    boolean wasAwaited = awaited;
    awaited = turn().isBodyAwaited();
    if (!awaited) {
      return;
    }
    if (!wasAwaited) {
      since = now;
    } else if (now - since > idleNanos) {
      turn()
          .fail(
              Fault.TIMEOUT,
              "no byte of the body came for %s".formatted(service.options().idleTimeout()));
    }
  }
}

package io.sluice.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the listening socket's pipeline and stops accepting while as many connections are open
 * as may be, so that further ones wait where they cost nothing: in the system's listen queue.
 */
@Sharable
final class AcceptLimit extends ChannelInboundHandlerAdapter {
  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();

  private volatile @Nullable Channel listening;

  AcceptLimit(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  /** Accepts no more; connections that have been accepted are not touched. */
  void close() {
    Channel channel = listening;
    if (channel != null) {
      channel.close().syncUninterruptibly();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    listening = context.channel();
  }

  int open() {
    return open.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel channel = context.channel();
    boolean isLast = open.incrementAndGet() >= maxConnections;
    ((Channel) accepted).closeFuture().addListener(_ -> closed(channel));
    if (isLast) {
      channel.config().setAutoRead(false);
      if (open.get() < maxConnections) {
        // closed meanwhile, on another thread
        channel.config().setAutoRead(true);
      }
    }
    context.fireChannelRead(accepted);
  }

  private void closed(Channel channel) {
    if (open.getAndDecrement() == maxConnections) {
      channel.config().setAutoRead(true);
    }
  }
}

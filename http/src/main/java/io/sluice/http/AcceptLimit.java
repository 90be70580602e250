package io.sluice.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in the listening socket's pipeline and stops accepting while as many connections are open
 * as may be, so that further ones wait where they cost nothing: in the system's listen queue.
 */
@Sharable
final class AcceptLimit extends ChannelInboundHandlerAdapter {
  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();

  AcceptLimit(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  int open() {
    return open.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    Channel listening = context.channel();
    boolean isLast = open.incrementAndGet() >= maxConnections;
    ((Channel) accepted).closeFuture().addListener(_ -> closed(listening));
    if (isLast) {
      listening.config().setAutoRead(false);
      if (open.get() < maxConnections) {
        // closed meanwhile, on another thread
        listening.config().setAutoRead(true);
      }
    }
    context.fireChannelRead(accepted);
  }

  private void closed(Channel listening) {
    if (open.getAndDecrement() == maxConnections) {
      listening.config().setAutoRead(true);
    }
  }
}

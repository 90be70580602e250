package io.sluice.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;

/**
 * The system's own transport, with what Vert.x has no options for: a limit of connections, and
 * clients that end their side of a connection and still read the answer.
 */
@SuppressWarnings("deprecation") // the interface names InternetProtocolFamily
final class ServerTransport implements Transport, io.vertx.core.transport.Transport {
  private final Transport system;
  private final AcceptLimit limit;

  ServerTransport(AcceptLimit limit) {
    io.vertx.core.transport.Transport best = io.vertx.core.transport.Transport.nativeTransport();
    this.system = best != null && best.available() ? best.implementation() : NIO.implementation();
    this.limit = limit;
  }

  @Override
  public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
    system.configure(config, domainSocket, bootstrap);
    bootstrap.handler(limit);
    bootstrap.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // what one thread fills another empties: there the adaptive allocator, which is the default,
    // gives up pooling, and each buffer is allocated and zeroed anew
    bootstrap.childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    return system.ioHandlerFactory();
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return system.serverChannelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return system.channelFactory(domainSocket);
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
    return system.datagramChannelFactory();
  }

  @Override
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return system.datagramChannel(family);
  }

  @Override
  public String name() {
    return "server";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public Throwable unavailabilityCause() {
    return system.unavailabilityCause();
  }

  @Override
  public Transport implementation() {
    return this;
  }
}

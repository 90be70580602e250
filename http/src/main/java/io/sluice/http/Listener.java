package io.sluice.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of a server: all listeners share the socket, and each serves the
 * connections that fall to its loop. Vert.x brings connections up to here, TLS included; from here
 * on a {@link Connection} stands in the pipeline and nothing passes it.
 */
final class Listener extends VerticleBase {
  private static final int BACKLOG = 4096;

  /** Vert.x's way to say: any free port, but the same one for all. */
  private static final int SHARED_FREE_PORT = -1;

  private final Service service;
  private final InstantSource clock;
  private @Nullable NetServer server;

  Listener(Service service, InstantSource clock) {
    this.service = service;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    HttpOptions options = service.options();
    Loop loop = new Loop(options, clock);
    vertx.setPeriodic(IdleSweep.period(options).toMillis(), _ -> loop.sweep().run());
    NetServer listening = vertx.createNetServer(netOptions(options));
    server = listening;
    return listening.connectHandler(socket -> accept(socket, loop)).listen();
  }

  private void accept(NetSocket socket, Loop loop) {
    NetSocketInternal internal = (NetSocketInternal) socket;
    ChannelPipeline pipeline = internal.channelHandlerContext().pipeline();
    if (pipeline.get(ChunkedWriteHandler.class) != null) {
      // would hold back what is written, for the sake of messages that are never written here
      pipeline.remove(ChunkedWriteHandler.class);
    }
    Connection connection = new Connection(service, loop, internal.channelHandlerContext());
    pipeline.addBefore(internal.channelHandlerContext().name(), "http", connection);
    socket.shutdownHandler(_ -> connection.shutdown());
  }

  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** Closes the listening socket, lets connections come to an end, and closes what is left. */
  Future<Void> shutdown(Duration grace) {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** New connections use what the files hold now. */
  Future<Boolean> reload(Tls tls) {
    return server == null
        ? Future.succeededFuture(false)
        : server.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(pem(tls)), true);
  }

  private static NetServerOptions netOptions(HttpOptions options) {
    NetServerOptions net =
        new NetServerOptions()
            .setHost(options.host())
            .setPort(options.port() == 0 ? SHARED_FREE_PORT : options.port())
            .setAcceptBacklog(BACKLOG);
    Tls tls = options.tls();
    if (tls != null) {
      net.setSsl(true)
          .setKeyCertOptions(pem(tls))
          .setSslHandshakeTimeout(options.headTimeout().toMillis())
          .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }
    return net;
  }

  private static PemKeyCertOptions pem(Tls tls) {
    return new PemKeyCertOptions()
        .addCertPath(tls.certificates().toString())
        .addKeyPath(tls.key().toString());
  }
}

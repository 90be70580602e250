package io.sluice.http;

import io.netty.channel.ChannelHandlerContext;
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
 * on each belongs to a {@link Connection}.
 */
final class Listener extends VerticleBase {
  private static final int BACKLOG = 4096;

  /** Vert.x's way to say: any free port, but the same one for all. */
  private static final int SHARED_FREE_PORT = -1;

  private final Service service;
  private final Loop loop;
  private @Nullable NetServer server;

  Listener(Service service, InstantSource clock) {
    this.service = service;
    this.loop = new Loop(service.options(), clock);
  }

  @Override
  public Future<?> start() {
    HttpOptions options = service.options();
    vertx.setPeriodic(IdleSweep.period(options).toMillis(), _ -> loop.sweep().run());
    NetServer listening = vertx.createNetServer(netOptions(options));
    server = listening;
    return listening.connectHandler(this::accept).listen();
  }

  /** Puts a connection where Vert.x's own handler stood, which with its queues weighs 5 KiB. */
  private void accept(NetSocket socket) {
    ChannelHandlerContext theirs = ((NetSocketInternal) socket).channelHandlerContext();
    ChannelPipeline pipeline = theirs.pipeline();
    if (pipeline.get(ChunkedWriteHandler.class) != null) {
      pipeline.remove(ChunkedWriteHandler.class);
    }
    pipeline.replace(theirs.name(), "http", new Connection(service, loop, theirs.channel()));
  }

  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** Closes idle connections, lets the others come to an end, and closes what is then left. */
  Future<Void> shutdown(Duration grace) {
    if (server == null) {
      return Future.succeededFuture();
    }
    context.runOnContext(_ -> loop.sweep().closeIdle());
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
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

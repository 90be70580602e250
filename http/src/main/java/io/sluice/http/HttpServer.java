package io.sluice.http;

import io.netty.channel.unix.Errors.NativeIoException;
import io.sluice.http.ListenException.Reason;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 and HTTP/1.0 server (RFC 9110, RFC 9112) that calls a {@link Handler} on a virtual
 * thread for each request.
 */
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  // Linux's numbers; elsewhere the JDK's own sockets are used, and its exceptions
  private static final int EACCES = 13;
  private static final int EADDRINUSE = 98;
  private static final int EADDRNOTAVAIL = 99;

  private final Vertx vertx;
  private final Service service;
  private final AcceptLimit connections;
  private final List<Listener> listeners;

  private HttpServer(
      Vertx vertx, Service service, AcceptLimit connections, List<Listener> listeners) {
    this.vertx = vertx;
    this.service = service;
    this.connections = connections;
    this.listeners = listeners;
  }

  /**
   * Returns when the server accepts connections.
   *
   * @throws ListenException if it cannot
   */
  public static HttpServer start(HttpOptions options, Handler handler) {
    return start(options, handler, Observer.NONE);
  }

  /** As {@link #start(HttpOptions, Handler)}; the observer is told what happens. */
  public static HttpServer start(HttpOptions options, Handler handler, Observer observer) {
    int loops = Runtime.getRuntime().availableProcessors();
    Service service = new Service(options, handler, observer);
    AcceptLimit limit = new AcceptLimit(options.maxConnections());
    Vertx vertx =
        Vertx.builder().with(vertxOptions(loops)).withTransport(new ServerTransport(limit)).build();
    List<Listener> listeners = new CopyOnWriteArrayList<>();
    try {
      vertx
          .deployVerticle(
              () -> {
                Listener listener = new Listener(service, InstantSource.system());
                listeners.add(listener);
                return listener;
              },
              new DeploymentOptions().setInstances(loops))
          .await();
    } catch (Throwable e) {
      vertx.close().await();
      throw listenException(options, e);
    }
    return new HttpServer(vertx, service, limit, listeners);
  }

  private static VertxOptions vertxOptions(int loops) {
    return new VertxOptions()
        .setEventLoopPoolSize(loops)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  /** The port that is listened on, whichever was asked for. */
  public int port() {
    return listeners.getFirst().port();
  }

  /** How many requests are under way. */
  public int requests() {
    return service.requests();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.open();
  }

  /**
   * Reads certificate and key again for the connections to come.
   *
   * @throws ListenException if they cannot be used; then those of before stay in use
   */
  public void reloadTls() {
    Tls tls = service.options().tls();
    if (tls == null) {
      return;
    }
    try {
      // the listeners share the socket and what it needs, so one of them speaks for all
      listeners.getFirst().reload(tls).await();
    } catch (Throwable e) {
      throw tlsException(tls, e);
    }
  }

  /**
   * Accepts no more, closes idle connections, waits until the requests under way have been
   * answered, and cuts those that have not been when the grace is over. Handlers that are still
   * running then get an exception from whatever they read or write next.
   */
  public synchronized void stop(Duration grace) {
    if (service.isStopping()) {
      return;
    }
    service.stopping();
    connections.close();
    Future.join(listeners.stream().map(listener -> listener.shutdown(grace)).toList())
        .otherwiseEmpty()
        .await();
    vertx.close().await();
    if (service.requests() > 0) {
      log.warn("requests cut off and still being handled: {}", service.requests());
    }
  }

  private static ListenException listenException(HttpOptions options, Throwable cause) {
    String address = options.host() + ":" + options.port();
    return switch (reason(cause)) {
      case PORT_IN_USE ->
          new ListenException(Reason.PORT_IN_USE, address + " is already in use", cause);
      case NOT_PERMITTED ->
          new ListenException(Reason.NOT_PERMITTED, "no permission to listen on " + address, cause);
      case NO_SUCH_ADDRESS ->
          new ListenException(
              Reason.NO_SUCH_ADDRESS,
              "cannot listen on %s: %s is not an address of this machine"
                  .formatted(address, options.host()),
              cause);
      case TLS_FILES, OTHER ->
          options.tls() == null || cause instanceof IOException
              ? new ListenException(
                  Reason.OTHER, "cannot listen on %s: %s".formatted(address, cause), cause)
              : tlsException(options.tls(), cause);
    };
  }

  private static Reason reason(Throwable cause) {
    if (cause instanceof NativeIoException e) {
      return switch (-e.expectedErr()) {
        case EADDRINUSE -> Reason.PORT_IN_USE;
        case EACCES -> Reason.NOT_PERMITTED;
        case EADDRNOTAVAIL -> Reason.NO_SUCH_ADDRESS;
        default -> Reason.OTHER;
      };
    }
    return switch (cause) {
      case BindException _ -> Reason.PORT_IN_USE;
      case UnknownHostException _, UnresolvedAddressException _ -> Reason.NO_SUCH_ADDRESS;
      default -> Reason.OTHER;
    };
  }

  private static ListenException tlsException(Tls tls, Throwable cause) {
    return new ListenException(
        Reason.TLS_FILES,
        "cannot use certificate %s with key %s: %s"
            .formatted(tls.certificates(), tls.key(), cause.getMessage()),
        cause);
  }
}

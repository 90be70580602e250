package io.sluice.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a server listens, and its limits.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param maxRequestLineBytes method, target and version together
 * @param maxHeaderBytes all header fields of a request together
 * @param maxConnections further ones wait in the listen queue
 * @param maxRequests under way at once; further ones are rejected as {@link Rejection#OVERLOADED}
 * @param idleTimeout for how long a connection may neither send nor take a byte before it is closed
 * @param headTimeout for how long a request's head may take from its first byte to its last
 * @param tls null to listen without encryption
 */
public record HttpOptions(
    String host,
    int port,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxConnections,
    int maxRequests,
    Duration idleTimeout,
    Duration headTimeout,
    @Nullable Tls tls) {
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(20);

  /** Without encryption, and with the usual time for a request's head. */
  public HttpOptions(
      String host,
      int port,
      int maxRequestLineBytes,
      int maxHeaderBytes,
      int maxConnections,
      int maxRequests,
      Duration idleTimeout) {
    this(
        host,
        port,
        maxRequestLineBytes,
        maxHeaderBytes,
        maxConnections,
        maxRequests,
        idleTimeout,
        HEAD_TIMEOUT,
        null);
  }

  public static HttpOptions on(String host, int port) {
    return new HttpOptions(host, port, 16 << 10, 16 << 10, 20_000, 10_000, Duration.ofSeconds(60));
  }

  public HttpOptions withTimeouts(Duration idleTimeout, Duration headTimeout) {
    return new HttpOptions(
        host,
        port,
        maxRequestLineBytes,
        maxHeaderBytes,
        maxConnections,
        maxRequests,
        idleTimeout,
        headTimeout,
        tls);
  }

  public HttpOptions withTls(Tls tls) {
    return new HttpOptions(
        host,
        port,
        maxRequestLineBytes,
        maxHeaderBytes,
        maxConnections,
        maxRequests,
        idleTimeout,
        headTimeout,
        tls);
  }
}

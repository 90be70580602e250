package io.sluice.http;

import java.time.Duration;

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
 */
public record HttpOptions(
    String host,
    int port,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxConnections,
    int maxRequests,
    Duration idleTimeout) {
  public static HttpOptions on(String host, int port) {
    return new HttpOptions(host, port, 16 << 10, 16 << 10, 20_000, 10_000, Duration.ofSeconds(60));
  }
}

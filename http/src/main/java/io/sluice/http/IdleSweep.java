package io.sluice.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at all connections of an event loop from time to time. One timer for all of them costs a
 * request nothing, while a timer each would be set and cancelled with every request.
 */
final class IdleSweep {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final List<Connection> connections = new ArrayList<>();

  /** Often enough to be late by a quarter of the time that it watches, or a second. */
  static Duration period(HttpOptions options) {
    Duration shortest =
        options.idleTimeout().compareTo(options.headTimeout()) < 0
            ? options.idleTimeout()
            : options.headTimeout();
    Duration quarter = shortest.dividedBy(4);
    if (quarter.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return quarter.compareTo(LONGEST) < 0 ? quarter : LONGEST;
  }

  void add(Connection connection) {
    connection.place(connections.size());
    connections.add(connection);
  }

  void remove(Connection connection) {
    Connection last = connections.removeLast();
    if (last != connection) {
      connections.set(connection.place(), last);
      last.place(connection.place());
    }
  }

  void closeIdle() {
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).closeIfIdle();
    }
  }

  void run() {
    long now = System.nanoTime();
    // backwards, for a look may remove the connection, and the last one takes its place
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).look(now);
    }
  }
}

package io.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over a number of connections, from the one thread that calls it, and checks the
 * answers. Requests are encoded before, so that little is left to do while time is taken.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final int BUFFER = 1 << 20;
  private static final int MOST_FAULTS = 100;
  private static final int DIGITS = 3;
  private static final Duration LONGEST_LATENCY = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration NAP = Duration.ofNanos(50_000);

  private final InetSocketAddress address;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();

  private LoadGenerator(InetSocketAddress address) throws IOException {
    this.address = address;
    this.selector = Selector.open();
  }

  /** Opens all connections. */
  public static LoadGenerator connect(InetSocketAddress address, int connections) {
    try {
      LoadGenerator generator = new LoadGenerator(address);
      for (int i = 0; i < connections; i++) {
        generator.open();
      }
      return generator;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + address, e);
    }
  }

  private void open() throws IOException {
    Connection connection = Connection.open(address, selector);
    connections.add(connection);
    idle.add(connection);
  }

  /** How a run goes. */
  private static final class Progress {
    final Histogram latency = new Histogram(LONGEST_LATENCY.toNanos(), DIGITS);
    final long startedNanos = System.nanoTime();
    long sent;
    long faults;
    long refusals;
    @Nullable String firstFault;
    long lastAnswerNanos = startedNanos;
    boolean ended;

    void fault(String what) {
      faults++;
      if (firstFault == null) {
        firstFault = what;
      }
      if (faults >= MOST_FAULTS) {
        ended = true;
      }
    }
  }

  /**
   * Sends requests until there are no more, or for so long; then waits for the answers that are
   * missing.
   */
  public Measurement run(RequestSource source, Pace pace, Duration longest) {
    long cpuBefore = threadCpuNanos();
    Progress progress = new Progress();
    try {
      while (!progress.ended || idle.size() < connections.size()) {
        send(source, pace, longest, progress);
        if (idle.size() < connections.size() || !progress.ended) {
          receive(pace, progress);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the load on %s failed".formatted(address), e);
    }
    return new Measurement(
        progress.latency.getTotalCount(),
        progress.faults,
        Optional.ofNullable(progress.firstFault),
        progress.refusals,
        Duration.ofNanos(progress.lastAnswerNanos - progress.startedNanos),
        progress.latency,
        Duration.ofNanos(threadCpuNanos() - cpuBefore));
  }

  private void send(RequestSource source, Pace pace, Duration longest, Progress progress)
      throws IOException {
    while (!progress.ended && !idle.isEmpty()) {
      long now = System.nanoTime();
      long due =
          switch (pace) {
            case Pace.Closed _ -> now;
            case Pace.Open open -> progress.startedNanos + open.dueNanos(progress.sent);
          };
      if (now - progress.startedNanos >= longest.toNanos()) {
        progress.ended = true;
        return;
      }
      if (due > now) {
        return;
      }
      Request request = source.next();
      if (request == null) {
        progress.ended = true;
        return;
      }
      Connection connection = idle.remove();
      progress.sent++;
      try {
        connection.send(request, due);
      } catch (IOException e) {
        lost(connection, e, progress);
      }
    }
  }

  private void receive(Pace pace, Progress progress) throws IOException {
    int ready;
    if (pace instanceof Pace.Closed || progress.ended) {
      ready = selector.select(PATIENCE.toMillis());
      if (ready == 0) {
        throw new IOException("no answer for " + PATIENCE);
      }
    } else {
      ready = selector.selectNow();
      if (ready == 0) {
        // a timeout of the selector has no less than a millisecond
        LockSupport.parkNanos(NAP.toNanos());
        if (System.nanoTime() - progress.lastAnswerNanos > PATIENCE.toNanos()) {
          throw new IOException("no answer for " + PATIENCE);
        }
      }
    }
    for (SelectionKey key : selector.selectedKeys()) {
      Connection connection = (Connection) key.attachment();
      try {
        receive(key, connection, progress);
      } catch (IOException e) {
        lost(connection, e, progress);
      }
    }
    selector.selectedKeys().clear();
  }

  private void receive(SelectionKey key, Connection connection, Progress progress)
      throws IOException {
    if (key.isWritable()) {
      connection.flush();
    }
    if (!key.isReadable() || !connection.receive(buffer)) {
      return;
    }
    long now = System.nanoTime();
    progress.lastAnswerNanos = now;
    boolean refused = connection.refused();
    Optional<String> fault = connection.finish();
    if (refused) {
      progress.refusals++;
    } else if (fault.isPresent()) {
      progress.fault(fault.get());
    } else {
      progress.latency.recordValue(now - connection.startedNanos());
    }
    if (connection.ended()) {
      replace(connection);
    } else {
      idle.add(connection);
    }
  }

  private void lost(Connection connection, IOException e, Progress progress) throws IOException {
    if (!connection.idle()) {
      progress.fault(String.valueOf(e.getMessage()));
      progress.lastAnswerNanos = System.nanoTime();
    }
    idle.remove(connection);
    replace(connection);
  }

  private void replace(Connection connection) throws IOException {
    connection.close();
    connections.remove(connection);
    open();
  }

  private static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Override
  public void close() {
    try {
      for (Connection connection : connections) {
        connection.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close connections to " + address, e);
    }
  }
}

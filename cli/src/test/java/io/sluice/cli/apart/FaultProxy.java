package io.sluice.cli.apart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Passes bytes between a gateway and its manager, until it is told to do something else. */
final class FaultProxy implements AutoCloseable {
  /** What happens to the next bytes. */
  enum Fault {
    NONE,
    /** The connection ends before the manager sees the request. */
    CUT_BEFORE,
    /** The manager does what is asked, and then the connection ends without the reply. */
    CUT_AFTER,
    /** The same, by a reset. */
    RESET_AFTER,
    /** Everything arrives late. */
    DELAY,
    /** The connection seems to be there, but nothing arrives any more. */
    HALF_OPEN
  }

  private static final long LATE_NANOS = Duration.ofMillis(100).toNanos();

  private final ServerSocket listener;
  private final int target;
  private final AtomicReference<Fault> armed = new AtomicReference<>(Fault.NONE);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();

  FaultProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many connections were made. */
  int connections() {
    return connections.get();
  }

  /** Does it once, to the next bytes that it can be done to. */
  void arm(Fault fault) {
    armed.set(fault);
  }

  /** Whether it has been done. */
  boolean disarmed() {
    return armed.get() == Fault.NONE;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket manager;
    try {
      manager = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      // the manager is not there
      client.close();
      return;
    }
    connections.incrementAndGet();
    open.add(client);
    open.add(manager);
    Connection connection = new Connection(client, manager);
    Thread.ofVirtual().start(connection::passRequests);
    Thread.ofVirtual().start(connection::passReplies);
  }

  private final class Connection {
    private final Socket client;
    private final Socket manager;
    private volatile boolean dead;

    Connection(Socket client, Socket manager) {
      this.client = client;
      this.manager = manager;
    }

    void passRequests() {
      pass(client, manager, true);
    }

    void passReplies() {
      pass(manager, client, false);
    }

    private void pass(Socket from, Socket to, boolean requests) {
      byte[] buffer = new byte[64 << 10];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          Fault fault = armed.get();
          boolean concerned =
              switch (fault) {
                case NONE -> false;
                case CUT_BEFORE, HALF_OPEN -> requests;
                case CUT_AFTER, RESET_AFTER -> !requests;
                case DELAY -> true;
              };
          if (concerned && armed.compareAndSet(fault, Fault.NONE)) {
            happen(fault);
          }
          if (!dead) {
            out.write(buffer, 0, n);
            out.flush();
          }
        }
      } catch (IOException e) {
        // one side has gone, and so does the other
      } finally {
        if (!dead) {
          end(false);
        }
      }
    }

    private void happen(Fault fault) {
      switch (fault) {
        case NONE -> {}
        case CUT_BEFORE -> end(false);
        case CUT_AFTER, RESET_AFTER -> {
          dead = true;
          // the first bytes may be about the connection; by now the request has been done
          LockSupport.parkNanos(LATE_NANOS);
          end(fault == Fault.RESET_AFTER);
        }
        case DELAY -> LockSupport.parkNanos(LATE_NANOS);
        case HALF_OPEN -> dead = true;
      }
    }

    private void end(boolean reset) {
      for (Socket socket : new Socket[] {client, manager}) {
        try {
          if (reset) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}

package io.sluice.catalog.vending;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that can be slow, or lead nowhere. Each connection carries one request. */
final class TestingProxy implements AutoCloseable {
  private final URI server;
  private final ServerSocket listener;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Connections that may be answered. */
  private final Semaphore admitted = new Semaphore(1_000_000);

  private volatile boolean down;

  TestingProxy(URI server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** From now on nothing is answered until {@link #release}. */
  void hold() {
    admitted.drainPermits();
    closeAll();
  }

  void release() {
    admitted.release(1_000_000);
  }

  /** Whether connections are closed as soon as they are made. */
  void down(boolean now) {
    down = now;
    closeAll();
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        open.add(client);
        Thread.ofVirtual().start(() -> forward(client));
      }
    } catch (IOException e) {
      closeAll();
    }
  }

  private void forward(Socket client) {
    try (client;
        Socket target = new Socket()) {
      if (down) {
        return;
      }
      admitted.acquireUninterruptibly();
      target.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      open.add(target);
      Thread back = Thread.ofVirtual().start(() -> copy(target, client));
      copy(client, target);
      back.join();
    } catch (IOException | InterruptedException e) {
      // the client sees a connection that was closed
    } finally {
      open.remove(client);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      // one of both is closed
    }
  }

  private void closeAll() {
    for (Socket socket : Set.copyOf(open)) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is of no use any more
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closeAll();
  }
}

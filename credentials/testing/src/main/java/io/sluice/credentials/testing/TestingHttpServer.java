package io.sluice.credentials.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A server of HTTP/1.1 on a loopback port, with a thread for each connection, that can also be as
 * badly behaved as a test needs. The JDK's own server always sends the time of this machine as
 * {@code Date}; this one sends what its clock says.
 */
final class TestingHttpServer implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 64 << 10;

  private final ServerSocket listener;
  private final InstantSource clock;
  private final Function<TestingRequest, TestingAnswer> handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "testing-http");
            thread.setDaemon(true);
            return thread;
          });

  TestingHttpServer(InstantSource clock, Function<TestingRequest, TestingAnswer> handler) {
    this.clock = clock;
    this.handler = handler;
    try {
      listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    threads.execute(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connection.setTcpNoDelay(true);
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      while (answer(in, out)) {
        out.flush();
      }
    } catch (IOException gone) {
      // the client left, or the server was closed: either ends the connection
    } finally {
      connections.remove(connection);
    }
  }

  /** Serves one request; false where the connection ends with it. */
  private boolean answer(InputStream in, OutputStream out) throws IOException {
    String requestLine = line(in);
    if (requestLine.isEmpty()) {
      return false;
    }
    String[] parts = requestLine.split(" ", -1);
    Map<String, String> headers = headers(in);
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return send(
        handler.apply(new TestingRequest(parts[0], parts[1], headers, body)), in, out, parts[0]);
  }

  private boolean send(TestingAnswer answer, InputStream in, OutputStream out, String method)
      throws IOException {
    if (answer instanceof TestingAnswer.Response response) {
      out.write(bytes(response, method));
      return true;
    }
    if (answer instanceof TestingAnswer.Raw raw) {
      out.write(raw.bytes().getBytes(StandardCharsets.UTF_8));
    } else if (answer instanceof TestingAnswer.Hang) {
      line(in);
    } else if (answer instanceof TestingAnswer.HangInBody) {
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<".getBytes(StandardCharsets.UTF_8));
      line(in);
    }
    return false;
  }

  private byte[] bytes(TestingAnswer.Response response, String method) {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder("HTTP/1.1 " + response.status() + " Whatever\r\n");
    response.headers().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    text.append("Date: " + date() + "\r\nContent-Length: " + body.length + "\r\n\r\n");
    if (!method.equals("HEAD")) {
      text.append(response.body());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
      if (line.length() > MAX_LINE_BYTES) {
        throw new IOException("a line is too long");
      }
    }
    return line.toString();
  }
}

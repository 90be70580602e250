package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** Speaks HTTP byte by byte, so that it can also say what no proper client would. */
final class RawClient implements AutoCloseable {
  /** Ends a test that would hang; no test waits for it to pass. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How a server ended a connection. */
  enum End {
    CLOSED,
    RESET
  }

  private final Socket socket;
  private final InputStream in;

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) PATIENCE.toMillis());
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static RawClient connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new RawClient(socket);
  }

  Socket socket() {
    return socket;
  }

  /** Sends one byte for each character. */
  RawClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Ends this side of the connection; the other can still be read. */
  RawClient endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  RawResponse response() throws IOException {
    String statusLine = line();
    Headers headers = fields();
    return new RawResponse(statusLine, headers, new String(body(statusLine, headers), ISO_8859_1));
  }

  RawResponse responseToHead() throws IOException {
    return new RawResponse(line(), fields(), "");
  }

  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    while (octet != '\n') {
      if (octet < 0) {
        throw new EOFException(
            "the connection ended after '%s'".formatted(line.toString(ISO_8859_1)));
      }
      line.write(octet);
      octet = in.read();
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("a line that ends without CR: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  Headers fields() throws IOException {
    Headers.Builder headers = Headers.builder();
    String line = line();
    while (!line.isEmpty()) {
      int colon = line.indexOf(": ");
      headers.add(line.substring(0, colon), line.substring(colon + 2));
      line = line();
    }
    return headers.build();
  }

  private byte[] body(String statusLine, Headers headers) throws IOException {
    if (statusLine.contains(" 204 ")
        || statusLine.contains(" 304 ")
        || statusLine.contains(" 100 ")) {
      return new byte[0];
    }
    String length = headers.first("Content-Length");
    if (length != null) {
      return exactly(Integer.parseInt(length));
    }
    return headers.contains("Transfer-Encoding") ? chunks() : in.readAllBytes();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = Integer.parseInt(line(), 16);
    while (size > 0) {
      body.write(exactly(size));
      line();
      size = Integer.parseInt(line(), 16);
    }
    fields();
    return body.toByteArray();
  }

  /** So many bytes and not one less. */
  byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("%d bytes instead of %d".formatted(bytes.length, count));
    }
    return bytes;
  }

  /** Reads away what has come, and waits for nothing. */
  void readWhatIsThere() throws IOException {
    in.skipNBytes(in.available());
  }

  /** Reads away what comes until the server ends the connection. */
  End end() throws IOException {
    try {
      in.skipNBytes(Long.MAX_VALUE);
      throw new IllegalStateException("no connection is that long");
    } catch (EOFException _) {
      return End.CLOSED;
    } catch (SocketException _) {
      return End.RESET;
    }
  }

  /** Gives the connection up with a reset, as a client that crashes may. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

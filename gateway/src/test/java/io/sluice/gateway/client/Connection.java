package io.sluice.gateway.client;

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
import java.util.ArrayList;
import java.util.List;

/** A connection to a server, on which anything can be said. */
public final class Connection implements AutoCloseable {
  /** Ends a test that would hang; no test waits for it to pass. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Socket socket;
  private final InputStream in;

  public Connection(int port) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a request and reads its answer. */
  public Answer exchange(Call call) throws IOException {
    try {
      send(call.head());
      send(framed(call));
    } catch (SocketException e) {
      // refused before it was sent whole: the answer is there
    }
    return answer(call.method());
  }

  /** Sends the head, and the body only if it is asked for. */
  public Answer exchangeWhenInvited(Call call) throws IOException {
    send(call.head());
    int status = status();
    if (status != 100) {
      return answer(call.method(), status, false);
    }
    fields();
    send(framed(call));
    return answer(call.method(), status(), true);
  }

  private static byte[] framed(Call call) {
    if (call.framing() == Call.Framing.AS_IT_STANDS) {
      return call.body();
    }
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    if (call.body().length > 0) {
      framed.writeBytes((Integer.toHexString(call.body().length) + "\r\n").getBytes(ISO_8859_1));
      framed.writeBytes(call.body());
      framed.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    framed.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return framed.toByteArray();
  }

  /** Sends one byte for each character. */
  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Ends this side of the connection; the other can still be read. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads the answer to a request of this method. */
  public Answer answer(String method) throws IOException {
    int status = status();
    boolean invited = status == 100;
    if (invited) {
      fields();
      status = status();
    }
    return answer(method, status, invited);
  }

  private Answer answer(String method, int status, boolean invited) throws IOException {
    Answer head = new Answer(status, fields(), new byte[0], invited);
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return head;
    }
    return new Answer(status, head.fields(), body(head), invited);
  }

  private byte[] body(Answer head) throws IOException {
    if (head.has("Content-Length")) {
      return exactly(Integer.parseInt(head.header("Content-Length")));
    }
    return head.header("Transfer-Encoding").equals("chunked") ? chunks() : in.readAllBytes();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      line();
    }
    fields();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("%d bytes instead of %d".formatted(bytes.length, count));
    }
    return bytes;
  }

  private int status() throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/1.1 ")) {
      throw new IOException("not a status line: " + line);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private List<Call.Field> fields() throws IOException {
    List<Call.Field> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      fields.add(new Call.Field(line.substring(0, colon), line.substring(colon + 2)));
    }
    return fields;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet != '\n') {
      if (octet < 0) {
        throw new EOFException("the connection ended after '%s'".formatted(line));
      }
      line.append((char) octet);
      octet = in.read();
    }
    if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
      throw new IOException("a line that ends without CR: " + line);
    }
    return line.substring(0, line.length() - 1);
  }

  /** Reads what has come, as it is, up to and including a text. */
  public String until(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < end.length()
        || !text.substring(text.length() - end.length()).equals(end)) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("the connection ended after '%s'".formatted(text));
      }
      text.append((char) octet);
    }
    return text.toString();
  }

  /** Whether the server has ended the connection, having sent nothing more. */
  public boolean ended() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.sluice.bench.s3;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.s3.RequestEncoder.Call;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Asks one thing after the other and reads the answers whole: for what is not measured. */
public final class Dialogue {
  private static final int PATIENCE_MILLIS = (int) Duration.ofMinutes(5).toMillis();
  private static final int HEX = 16;

  private final Endpoint endpoint;

  public Dialogue(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * An answer.
   *
   * @param head as it came, without the empty line
   */
  public record Answer(int status, String head, String text) {
    public Optional<String> header(String name) {
      String wanted = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
          .map(line -> line.substring(wanted.length()).strip())
          .findFirst();
    }

    /** The text of the first element of a name. */
    public Optional<String> element(String name) {
      String start = "<" + name + ">";
      int from = text.indexOf(start);
      int to = text.indexOf("</" + name + ">");
      return from < 0 || to < 0
          ? Optional.empty()
          : Optional.of(text.substring(from + start.length(), to));
    }

    /** This, if it is a success. */
    public Answer successful() {
      if (status / 100 != 2) {
        throw new IllegalStateException(
            "%s %s".formatted(head.lines().findFirst().orElse(""), text));
      }
      return this;
    }
  }

  /** Asks, over a connection of its own. */
  public Answer ask(Call call) {
    Request request =
        new RequestEncoder(endpoint)
            .encode(call.headers(call.headers() + "Connection: close\r\n"), Expected.status(200));
    try (Socket socket =
        new Socket(endpoint.address().getAddress(), endpoint.address().getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.head().array());
      byte[] body = new byte[request.body().remaining()];
      request.body().duplicate().get(body);
      socket.getOutputStream().write(body);
      return read(socket.getInputStream(), call.method().equals("HEAD"));
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException("no answer to " + call.method() + " " + call.path(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask " + endpoint.authority(), e);
    }
  }

  private static Answer read(InputStream in, boolean bodiless) throws IOException {
    String head = head(in);
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    if (status == 100) {
      return read(in, bodiless);
    }
    Answer bare = new Answer(status, head, "");
    if (bodiless || status == 204) {
      return bare;
    }
    byte[] body;
    if (bare.header("transfer-encoding").isPresent()) {
      body = chunks(in);
    } else {
      Optional<String> length = bare.header("content-length");
      body = length.isPresent() ? in.readNBytes(Integer.parseInt(length.get())) : in.readAllBytes();
    }
    return new Answer(status, head, new String(body, StandardCharsets.UTF_8));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection ended before the answer did");
      }
      head.append((char) b);
    }
    return head.substring(0, head.length() - 4);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = chunkSize(in);
    while (size > 0) {
      body.write(in.readNBytes(size));
      in.readNBytes(2);
      size = chunkSize(in);
    }
    return body.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended before the answer did");
      }
      line.append((char) b);
    }
    return Integer.parseInt(line.toString().strip().split(";", 2)[0], HEX);
  }
}

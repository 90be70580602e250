package io.sluice.http;

import io.sluice.http.Content.FileRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Serves what the costs of this module are measured with; start it, load it with a client of
 * choice, and divide the process's CPU time by the number of requests.
 *
 * <p>GET /file sends 16 MiB, any other GET 1 KiB that an HMAC was computed for; a PUT is read to
 * its end.
 */
final class LoadServer {
  private static final int FILE_BYTES = 16 << 20;
  private static final int KEY_BYTES = 32;
  private static final byte[] SMALL = new byte[1 << 10];
  private static final Headers HEADERS =
      Headers.of(
          "Server", "Sluice",
          "x-amz-request-id", "4442587FB7D0A2F9",
          "ETag", "\"9e107d9d372bb6826bd81d3542a419d6\"",
          "Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT");

  private LoadServer() {}

  public static void main(String... arguments) throws IOException {
    Path file = Files.createTempFile("load", ".bin");
    file.toFile().deleteOnExit();
    Files.write(file, new byte[FILE_BYTES]);
    int port = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
    HttpServer server = HttpServer.start(HttpOptions.on("127.0.0.1", port), new LoadHandler(file));
    System.out.printf("pid %d, port %d%n", ProcessHandle.current().pid(), server.port());
  }

  private record LoadHandler(Path file) implements Handler {
    @Override
    public Response handle(Exchange exchange) throws IOException {
      if (exchange.method().equals("PUT")) {
        drain(exchange.body());
        return Response.empty(200, HEADERS);
      }
      if (exchange.path().equals("/file")) {
        return new Response(
            200,
            HEADERS,
            new Content.Files(List.of(new FileRange(() -> FileChannel.open(file), 0, FILE_BYTES))));
      }
      if (sign(exchange.path()).length == 0) {
        return Response.empty(403, Headers.NONE);
      }
      return new Response(200, HEADERS, new Content.InMemory(ByteBuffer.wrap(SMALL)));
    }

    private static void drain(InputStream body) throws IOException {
      byte[] buffer = new byte[64 << 10];
      int count = body.read(buffer);
      while (count >= 0) {
        count = body.read(buffer);
      }
    }

    private static byte[] sign(String text) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SMALL, 0, KEY_BYTES, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
      }
    }

    @Override
    public Response reject(Rejection rejection) {
      return Response.empty(400, Headers.NONE);
    }
  }
}

package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Content.FileRange;
import io.sluice.http.Content.Streamed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that do anything at any moment must leave a server that still serves, and nothing else.
 */
final class RandomClientsIT {
  private static final int CLIENTS = 16;
  private static final int CONNECTIONS = 40;
  private static final String[] PATHS = {
    "/all", "/part", "/ignore", "/stream", "/early", "/file", "/fail", "/cut"
  };

  /** What a handler does depends on the path alone. */
  private static Response answer(Exchange exchange, Path file) throws IOException {
    return switch (exchange.path()) {
      case "/all" -> Response.of(200, Headers.NONE, exchange.body().readAllBytes());
      case "/part" -> Response.of(200, Headers.NONE, exchange.body().readNBytes(100));
      case "/ignore" -> Response.empty(403, Headers.NONE);
      case "/stream" ->
          new Response(
              200,
              Headers.NONE,
              new Streamed(
                  Streamed.UNKNOWN_LENGTH,
                  out -> {
                    for (int i = 0; i < 30; i++) {
                      out.write(new byte[10_000]);
                    }
                  }));
      case "/early" ->
          new Response(
              200,
              Headers.NONE,
              new Streamed(Streamed.UNKNOWN_LENGTH, out -> exchange.body().transferTo(out)));
      case "/file" ->
          new Response(
              200,
              Headers.NONE,
              new Content.Files(
                  List.of(
                      new FileRange(() -> FileChannel.open(file), 0, 300_000),
                      new FileRange(() -> FileChannel.open(file), 500_000, 300_000))));
      case "/fail" -> throw new IllegalStateException("as it was told to");
      default -> throw new IOException("as it was told to");
    };
  }

  private static String request(Random random) {
    String path = PATHS[random.nextInt(PATHS.length)];
    String head = (random.nextBoolean() ? "PUT " : "GET ") + path + " HTTP/1.1\r\nHost: h\r\n";
    if (random.nextInt(8) == 0) {
      head += "Expect: 100-continue\r\n";
    }
    String body = "x".repeat(random.nextInt(2 << random.nextInt(20)));
    return switch (random.nextInt(6)) {
      case 0 -> head + "\r\n";
      case 1, 2 -> head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
      case 3 ->
          head
              + "Transfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(body.length() + 1)
              + "\r\n"
              + body
              + "y\r\n0\r\n\r\n";
      case 4 -> head + "Content-Length: " + (body.length() + 10) + "\r\n\r\n" + body;
      default -> head + "Transfer-Encoding: chunked\r\n\r\n" + body;
    };
  }

  private static void behave(TestingServer server, Random random) throws IOException {
    try (RawClient client = server.connect()) {
      for (int requests = 1 + random.nextInt(4); requests > 0; requests--) {
        byte[] bytes = request(random).getBytes(ISO_8859_1);
        int whole = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
        for (int start = 0; start < whole; ) {
          int count = Math.min(whole - start, 1 + random.nextInt(1 + bytes.length));
          client.send(new String(bytes, start, count, ISO_8859_1));
          start += count;
        }
        switch (random.nextInt(6)) {
          case 0 -> client.endOutput().end();
          case 1 -> client.reset();
          case 2 -> client.readWhatIsThere();
          default -> {}
        }
      }
      client.endOutput().end();
    }
  }

  @Test
  void serverOutlivesClientsThatDoAnything(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[1_000_000]);
    Random seeds = Seed.random(RandomClientsIT.class);
    List<Callable<Integer>> clients = new ArrayList<>();
    try (LogWatch log = new LogWatch();
        TestingServer server = TestingServer.start(exchange -> answer(exchange, file));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(seeds.nextLong());
        clients.add(
            () -> {
              int failed = 0;
              for (int j = 0; j < CONNECTIONS; j++) {
                try {
                  behave(server, random);
                } catch (IOException _) {
                  failed++;
                }
              }
              return failed;
            });
      }
      for (Future<Integer> client : threads.invokeAll(clients)) {
        assertThat(client.get()).isLessThanOrEqualTo(CONNECTIONS);
      }
      Eventually.eventually("no exchange is left", () -> server.server().requests() == 0);
      Eventually.eventually("no connection is left", () -> server.server().connections() == 0);
      assertThat(log.messages())
          .allSatisfy(message -> assertThat(message).matches("the (handler|answer).*"));
      try (RawClient client = server.connect()) {
        client.send("PUT /all HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.response().text()).isEqualTo("ok");
      }
    }
  }
}

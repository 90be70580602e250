package io.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Content.FileRange;
import io.sluice.http.Content.FileSource;
import io.sluice.http.RawClient.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers from files. */
final class FilesIT {
  private static final int FILE_BYTES = 5 << 20;
  private static final String GET = "GET /r HTTP/1.1\r\nHost: h\r\n\r\n";

  /** What kind of channel a source opens. */
  enum Kind {
    /** The system's own, which goes out by sendfile. */
    PLAIN,
    /** Somebody's wrapper, which has to be copied. */
    WRAPPED
  }

  private final Map<String, Response> responses = new ConcurrentHashMap<>();
  private final OpenFiles files = new OpenFiles();
  private final byte[] firstBytes = new byte[FILE_BYTES];
  private final byte[] secondBytes = new byte[FILE_BYTES];
  private final TestingServer server = TestingServer.start(this::answer);
  private Path first = Path.of("");
  private Path second = Path.of("");

  @BeforeEach
  void write(@TempDir Path directory) throws IOException {
    new Random(1).nextBytes(firstBytes);
    new Random(2).nextBytes(secondBytes);
    first = Files.write(directory.resolve("first"), firstBytes);
    second = Files.write(directory.resolve("second"), secondBytes);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(files.open()).isZero();
  }

  private Response answer(Exchange exchange) {
    return responses.getOrDefault(exchange.path(), Response.empty(404, Headers.NONE));
  }

  private RawClient ask(String request, FileRange... ranges) throws IOException {
    responses.put("/r", new Response(200, Headers.NONE, new Content.Files(List.of(ranges))));
    return server.connect().send(request);
  }

  private FileSource source(Path file, Kind kind) {
    return () -> {
      FileChannel channel = files.open(file);
      return kind == Kind.PLAIN ? channel : new WrappedChannel(channel);
    };
  }

  @ParameterizedTest
  @EnumSource
  void threeRangesOfTwoFilesArriveByteForByte(Kind kind) throws IOException {
    FileRange[] ranges = {
      new FileRange(source(first, kind), 1_234_567, 3_000_001),
      new FileRange(source(second, kind), 0, FILE_BYTES),
      new FileRange(source(first, kind), 0, 0),
      new FileRange(source(first, kind), FILE_BYTES - 1, 1)
    };
    String expected =
        new String(firstBytes, 1_234_567, 3_000_001, ISO_8859_1)
            + new String(secondBytes, ISO_8859_1)
            + new String(firstBytes, FILE_BYTES - 1, 1, ISO_8859_1);
    try (RawClient client = ask(GET, ranges)) {
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.response();
        assertThat(response.headers().first("Content-Length"))
            .isEqualTo(String.valueOf(expected.length()));
        assertThat(response.text().equals(expected)).isTrue();
        client.send(GET);
      }
    }
    assertThat(files.most()).isEqualTo(1);
  }

  @Test
  void http10ClientGetsFilesToo() throws IOException {
    try (RawClient client =
        ask("GET /r HTTP/1.0\r\n\r\n", new FileRange(source(first, Kind.PLAIN), 5, 10))) {
      assertThat(client.response().text()).isEqualTo(new String(firstBytes, 5, 10, ISO_8859_1));
      assertThat(client.end()).isEqualTo(End.CLOSED);
    }
  }

  @Test
  void nothingOfAFileIsAnEmptyAnswer() throws IOException {
    try (RawClient client = ask(GET, new FileRange(source(first, Kind.PLAIN), 9, 0))) {
      assertThat(client.response().headers().first("Content-Length")).isEqualTo("0");
      assertThat(client.send(GET).response().text()).isEmpty();
    }
    assertThat(files.opened()).isZero();
  }

  @Test
  void headOpensNoFile() throws IOException {
    try (RawClient client =
        ask(
            "HEAD /r HTTP/1.1\r\nHost: h\r\n\r\n",
            new FileRange(source(first, Kind.PLAIN), 0, FILE_BYTES))) {
      assertThat(client.responseToHead().headers().first("Content-Length"))
          .isEqualTo(String.valueOf(FILE_BYTES));
    }
    assertThat(files.opened()).isZero();
  }

  @Test
  void missingFileIsA500() throws IOException {
    try (LogWatch log = new LogWatch();
        RawClient client =
            ask(GET, new FileRange(source(first.resolveSibling("none"), Kind.PLAIN), 0, 1))) {
      assertThat(client.response().status()).isEqualTo(500);
      assertThat(log.messages()).containsExactly("the answer to GET /r could not be begun");
    }
  }

  @ParameterizedTest
  @EnumSource
  void fileShorterThanPromisedIsA500IfItIsTheFirst(Kind kind) throws IOException {
    try (LogWatch _ = new LogWatch();
        RawClient client = ask(GET, new FileRange(source(first, kind), 1, FILE_BYTES))) {
      assertThat(client.response().status()).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fileShorterThanPromisedCutsTheConnectionIfItIsALaterOne(Kind kind) throws IOException {
    try (LogWatch log = new LogWatch();
        RawClient client =
            ask(
                GET,
                new FileRange(source(first, kind), 0, 100),
                new FileRange(source(second, kind), 1, FILE_BYTES))) {
      client.responseToHead();
      assertThat(client.end()).isEqualTo(End.RESET);
      assertThat(log.messages()).containsExactly("the answer to GET /r was cut off");
    }
  }

  @ParameterizedTest
  @EnumSource
  void fileThatShrinksWhileItIsSentCutsTheConnection(Kind kind) throws IOException {
    int length = 256 << 20;
    try (FileChannel channel = FileChannel.open(first, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
      try (LogWatch _ = new LogWatch();
          RawClient client = ask(GET, new FileRange(source(first, kind), 0, length))) {
        client.responseToHead();
        client.exactly(1);
        channel.truncate(1000);
        client.end();
      }
    }
    Eventually.eventually("the exchange ends", () -> !server.observer().finished().isEmpty());
    assertThat(server.observer().finished().getFirst().outcome()).isEqualTo(Observer.Outcome.CUT);
  }

  @Test
  void fileThatIsDeletedWhileItIsSentArrivesWhole() throws IOException {
    CountDownLatch opened = new CountDownLatch(1);
    FileSource source =
        () -> {
          FileChannel channel = files.open(first);
          Files.delete(first);
          opened.countDown();
          return channel;
        };
    try (RawClient client = ask(GET, new FileRange(source, 0, FILE_BYTES))) {
      assertThat(client.response().text().equals(new String(firstBytes, ISO_8859_1))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesAreClosedWhenTheClientGoesAway(Kind kind) throws IOException {
    int length = 1 << 30;
    try (FileChannel channel = FileChannel.open(first, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
    }
    try (RawClient client =
        ask(
            GET,
            new FileRange(source(first, kind), 0, length),
            new FileRange(source(second, kind), 0, 1))) {
      client.responseToHead();
      client.exactly(1000);
      client.reset();
    }
    Eventually.eventually("the file is closed", () -> files.open() == 0);
    assertThat(files.opened()).isEqualTo(1);
  }
}

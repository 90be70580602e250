package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Content;
import io.sluice.http.Exchange;
import io.sluice.http.Handler;
import io.sluice.http.Headers;
import io.sluice.http.HttpOptions;
import io.sluice.http.HttpServer;
import io.sluice.http.Rejection;
import io.sluice.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] CONTENT = "<Key>a</Key><Key>b</Key>".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger asked = new AtomicInteger();
  private final Semaphore answers = new Semaphore(Integer.MAX_VALUE);
  private final HttpServer server =
      HttpServer.start(HttpOptions.on("127.0.0.1", 0), new TestingAnswers());

  /** Answers by what the path asks for. */
  private final class TestingAnswers implements Handler {
    @Override
    public Response handle(Exchange exchange) throws IOException {
      asked.incrementAndGet();
      answers.acquireUninterruptibly();
      return switch (exchange.path()) {
        case "/content" -> Response.of(200, Headers.NONE, CONTENT);
        case "/chunked" ->
            new Response(
                200,
                Headers.NONE,
                new Content.Streamed(Content.Streamed.UNKNOWN_LENGTH, out -> out.write(CONTENT)));
        case "/close" -> Response.of(200, Headers.of("Connection", "close"), CONTENT);
        case "/length" ->
            Response.of(
                200,
                Headers.NONE,
                Integer.toString(exchange.body().readAllBytes().length)
                    .getBytes(StandardCharsets.UTF_8));
        default -> Response.empty(404, Headers.NONE);
      };
    }

    @Override
    public Response reject(Rejection rejection) {
      return Response.empty(400, Headers.NONE);
    }
  }

  @AfterEach
  void stop() {
    server.stop(Duration.ZERO);
  }

  private static Request get(String path, Expected expected) {
    return new Request(
        bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), bytes(""), expected);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Expected content() {
    CRC32C crc = new CRC32C();
    crc.update(CONTENT);
    return Expected.bytes(200, CONTENT.length, (int) crc.getValue());
  }

  private LoadGenerator generator(int connections) {
    return LoadGenerator.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), connections);
  }

  private Measurement run(Request request, int count, int connections) {
    try (LoadGenerator generator = generator(connections)) {
      return generator.run(
          RequestSource.once(Collections.nCopies(count, request)), Pace.Closed.INSTANCE, LONG);
    }
  }

  @Test
  void rightAnswersAreCounted() {
    Measurement seen = run(get("/content", content()), 1000, 7);

    assertThat(seen.firstFault()).isEmpty();
    assertThat(seen.requests()).isEqualTo(1000);
    assertThat(asked).hasValue(1000);
    assertThat(seen.latencyNanos().getTotalCount()).isEqualTo(1000);
  }

  @Test
  void chunkedAnswersAndTextsAreChecked() {
    assertThat(run(get("/chunked", content()), 10, 2).requests()).isEqualTo(10);
    assertThat(run(get("/chunked", Expected.occurrences(200, "<Key>", 2)), 10, 2).requests())
        .isEqualTo(10);
  }

  @Test
  void connectionsThatEndAreReplaced() {
    assertThat(run(get("/close", content()), 10, 2).requests()).isEqualTo(10);
  }

  @Test
  void bodiesAreSentWhole() {
    ByteBuffer body = ByteBuffer.allocateDirect(3 << 20);
    Request put =
        new Request(
            bytes(
                "PUT /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                    .formatted(body.remaining())),
            body,
            Expected.occurrences(200, Integer.toString(body.remaining()), 1));

    assertThat(run(put, 20, 3).firstFault()).isEmpty();
  }

  @Test
  void everyKindOfWrongAnswerIsSeen() {
    assertThat(run(get("/missing", content()), 1, 1).firstFault())
        .hasValueSatisfying(fault -> assertThat(fault).contains("/missing", "404"));
    assertThat(run(get("/content", Expected.bytes(200, CONTENT.length, 1)), 3, 1).faults())
        .isEqualTo(3);
    assertThat(run(get("/content", Expected.bytes(200, 7, 1)), 1, 1).faults()).isOne();
    assertThat(run(get("/content", Expected.occurrences(200, "<Key>", 3)), 1, 1).faults()).isOne();
  }

  @Test
  void anOpenLoopCountsTheTimeThatARequestHadToWaitForAConnection() {
    answers.drainPermits();
    Thread.ofVirtual()
        .start(
            () -> {
              // all ten are due by then, but the one connection has taken only the first
              awaitDue(Duration.ofMillis(200));
              answers.release(10);
            });
    Measurement seen;
    try (LoadGenerator generator = generator(1)) {
      seen =
          generator.run(
              RequestSource.once(Collections.nCopies(10, get("/content", content()))),
              new Pace.Open(1000),
              LONG);
    }

    assertThat(seen.requests()).isEqualTo(10);
    assertThat(Duration.ofNanos(seen.latencyNanos().getMinValue()))
        .isGreaterThan(Duration.ofMillis(150));
  }

  private static void awaitDue(Duration duration) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < duration.toNanos()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void cyclesDoNotEnd() {
    Request request = get("/content", content());
    RequestSource source = RequestSource.cycle(List.of(request));

    assertThat(source.next()).isSameAs(request);
    assertThat(source.next()).isSameAs(request);
  }
}

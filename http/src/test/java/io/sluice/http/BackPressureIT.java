package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Neither side can make the server hold more than a window of bytes. */
final class BackPressureIT {
  private static final long ALL_BYTES = 256L << 20;

  /** The windows, and what the system keeps in the buffers of two sockets. */
  private static final long BOUND_BYTES = 64L << 20;

  private static final byte[] PIECE = new byte[64 << 10];

  /** Waits until a count has reached its end, or has stood still for a while. */
  private static void awaitStandstill(AtomicLong count, long end) {
    long[] last = {-1, 0};
    Eventually.eventually(
        "all done, or nothing moves",
        () -> {
          long now = System.nanoTime();
          if (count.get() != last[0]) {
            last[0] = count.get();
            last[1] = now;
          }
          return last[0] == end || now - last[1] > Duration.ofMillis(500).toNanos();
        });
  }

  private static Thread push(OutputStream out, AtomicLong pushed) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (pushed.get() < ALL_BYTES) {
                  out.write(PIECE);
                  pushed.addAndGet(PIECE.length);
                }
              } catch (IOException _) {
                // the other side is gone, or need not go on
              }
            });
  }

  private static void push(RawClient client, AtomicLong pushed) throws IOException {
    push(client.socket().getOutputStream(), pushed);
  }

  @Test
  void fastSenderWaitsForAHandlerThatDoesNotRead() throws IOException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong pushed = new AtomicLong();
    try (TestingServer server =
            TestingServer.start(
                exchange -> {
                  await(go);
                  exchange.body().skipNBytes(ALL_BYTES);
                  return TestingHandler.text("read");
                });
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + ALL_BYTES + "\r\n\r\n");
      push(client, pushed);
      awaitStandstill(pushed, ALL_BYTES);
      assertThat(pushed.get()).isLessThan(BOUND_BYTES);
      go.countDown();
      assertThat(client.response().text()).isEqualTo("read");
    }
  }

  @Test
  void fastSenderWaitsForTheEndOfAnExchangeBeforeItsNextRequests() throws IOException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong pushed = new AtomicLong();
    try (TestingServer server =
            TestingServer.start(
                _ -> {
                  await(go);
                  return Response.empty(200, Headers.of("Connection", "close"));
                });
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      push(client, pushed);
      awaitStandstill(pushed, ALL_BYTES);
      assertThat(pushed.get()).isLessThan(BOUND_BYTES);
      go.countDown();
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void handlerWaitsForAClientThatDoesNotRead() throws IOException {
    AtomicLong written = new AtomicLong();
    Content.Streamed content =
        new Content.Streamed(
            ALL_BYTES,
            out -> {
              while (written.get() < ALL_BYTES) {
                out.write(PIECE);
                written.addAndGet(PIECE.length);
              }
            });
    try (TestingServer server = TestingServer.start(_ -> new Response(200, Headers.NONE, content));
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      client.responseToHead();
      awaitStandstill(written, ALL_BYTES);
      assertThat(written.get()).isLessThan(BOUND_BYTES);
      for (long left = ALL_BYTES; left > 0; left -= PIECE.length) {
        client.exactly(PIECE.length);
      }
      assertThat(written.get()).isEqualTo(ALL_BYTES);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

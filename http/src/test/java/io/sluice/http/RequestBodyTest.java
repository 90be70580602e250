package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.http.BodyException.Fault;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RequestBodyTest {
  private static final Framing FRAMING = new Framing(1L << 40, false, true, true, "h");

  private final AtomicInteger wanted = new AtomicInteger();
  private final AtomicInteger resumed = new AtomicInteger();
  private final RequestBody body =
      new RequestBody(
          new RequestBody.Source() {
            @Override
            public void wanted() {
              wanted.incrementAndGet();
            }

            @Override
            public void resume() {
              resumed.incrementAndGet();
            }
          },
          FRAMING);

  private static ByteBuf buffer(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  @Test
  void windowIsFullAtItsSizeAndOpensAgainAtHalfOfIt() throws IOException {
    int eighth = RequestBody.WINDOW_BYTES / 8;
    for (int i = 1; i < 8; i++) {
      body.offer(buffer(eighth));
      assertThat(body.isFull()).isFalse();
    }
    body.offer(buffer(eighth));
    assertThat(body.isFull()).isTrue();
    body.readNBytes(3 * eighth);
    assertThat(resumed).hasValue(0);
    body.readNBytes(eighth);
    assertThat(resumed).hasValue(1);
    assertThat(body.isFull()).isFalse();
    body.readNBytes(4 * eighth);
    assertThat(resumed).as("it was asked for once").hasValue(1);
  }

  @Test
  void tinyBuffersFillTheWindowToo() {
    int count = 0;
    while (!body.isFull()) {
      body.offer(buffer(1));
      count++;
    }
    assertThat(count).isLessThanOrEqualTo(256);
  }

  @Test
  void bodyIsWantedAtTheFirstReadAndNeverAgain() throws IOException {
    body.offer(buffer(3));
    assertThat(body.available()).isEqualTo(3);
    assertThat(wanted).hasValue(0);
    body.readNBytes(1);
    body.readNBytes(2);
    assertThat(wanted).hasValue(1);
  }

  @Test
  void faultComesBehindWhatHasArrivedAndStays() throws IOException {
    body.offer(buffer(2));
    body.fail(new BodyException(Fault.TRUNCATED, "gone"));
    body.fail(new BodyException(Fault.TIMEOUT, "too late to matter"));
    assertThat(body.readNBytes(2)).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(body::read)
          .isInstanceOfSatisfying(
              BodyException.class, e -> assertThat(e.fault()).isEqualTo(Fault.TRUNCATED));
    }
  }

  @Test
  void abandonedBodyHoldsNothingAndCannotBeRead() throws IOException {
    ByteBuf[] buffers = {buffer(10), buffer(10), buffer(10)};
    body.offer(buffers[0]);
    body.offer(buffers[1]);
    body.readNBytes(15);
    body.abandon();
    body.offer(buffers[2]);
    for (ByteBuf buffer : buffers) {
      assertThat(buffer.refCnt()).isZero();
    }
    assertThat(body.isFull()).isFalse();
    assertThatThrownBy(body::read).hasMessage("the exchange that this body belongs to is over");
  }

  @Test
  void interruptedReaderGivesUp() throws InterruptedException {
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Thread reader = Thread.ofVirtual().start(() -> complete(read));
    Eventually.eventually("it waits", body::isAwaited);
    reader.interrupt();
    assertThatThrownBy(read::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedIOException.class);
    reader.join();
    assertThat(body.isAwaited()).isFalse();
  }

  private void complete(CompletableFuture<Integer> read) {
    try {
      read.complete(body.read());
    } catch (IOException e) {
      read.completeExceptionally(e);
    }
  }

  /** One thread offers as the event loop does, another reads; every byte comes once, in order. */
  @Test
  void readerAndEventLoopAgreeOnEveryByte() throws Exception {
    Random random = Seed.random(RequestBodyTest.class);
    int total = 20 << 20;
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Thread reader =
        Thread.ofVirtual().start(() -> readCounting(read, new Random(random.nextLong())));
    int paused = 0;
    for (int offered = 0; offered < total; ) {
      if (body.isFull()) {
        int pause = ++paused;
        Eventually.eventually("the reader makes room", () -> resumed.get() >= pause);
      }
      int length = Math.min(total - offered, 1 + random.nextInt(20_000));
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (offered + i);
      }
      body.offer(Unpooled.wrappedBuffer(bytes));
      offered += length;
      if (random.nextInt(3) == 0) {
        body.signal();
      }
    }
    body.end(Headers.NONE);
    body.signal();
    assertThat(read.get()).isEqualTo(total);
    reader.join();
  }

  private void readCounting(CompletableFuture<Integer> result, Random random) {
    try {
      byte[] target = new byte[50_000];
      int count = 0;
      int length = body.read(target, 0, 1 + random.nextInt(target.length));
      while (length >= 0) {
        for (int i = 0; i < length; i++) {
          if (target[i] != (byte) (count + i)) {
            throw new IOException("a wrong byte at " + (count + i));
          }
        }
        count += length;
        length = body.read(target, 0, 1 + random.nextInt(target.length));
      }
      result.complete(count);
    } catch (IOException e) {
      result.completeExceptionally(e);
    }
  }
}

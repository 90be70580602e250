package io.sluice.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.cli.lake.RestClient.Answer;
import io.sluice.cli.lake.RestClient.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Changes something of its own by one request after the other, and knows after each what must be
 * there. A request whose answer was lost is sent again, with its idempotency key, until it is
 * answered; so in the end nothing is unknown.
 */
abstract class CrashWriter {
  /** For how long a server may say that it cannot do something yet. */
  private static final int MOST_TRIES = 150;

  final Random random;
  private @Nullable Call pending;
  private int acknowledged;

  CrashWriter(Random random) {
    this.random = random;
  }

  /** The request that comes next. */
  abstract Call next();

  /** Notes what the request that came next has done. */
  abstract void done(Call call, JsonNode answer);

  /** Compares what is there with what must be there; nothing is under way. */
  abstract void verify(RestClient client) throws IOException;

  /** Sends the next request, or that again whose answer was lost. */
  final void step(RestClient client) throws IOException {
    if (pending == null) {
      pending = next();
    }
    Call call = pending;
    Answer answer = send(client, call);
    assertThat(answer.status()).as(call + " " + answer.body()).isIn(200, 204);
    pending = null;
    acknowledged++;
    done(call, answer.body());
    if (random.nextInt(8) == 0) {
      // as if this answer had been lost
      assertThat(send(client, call).status()).as(call.toString()).isEqualTo(answer.status());
    }
  }

  private static Answer send(RestClient client, Call call) throws IOException {
    Answer answer = client.send(call);
    for (int tries = 1; answer.status() == 503 && tries < MOST_TRIES; tries++) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      answer = client.send(call);
    }
    return answer;
  }

  /** Finishes what was under way when the server was killed. */
  final void settle(RestClient client) throws IOException {
    if (pending != null) {
      step(client);
    }
  }

  /** Something that is done again and again. */
  interface Change {
    void run() throws IOException;
  }

  /** Only the server's death is an excuse. */
  static void untilKilled(AtomicBoolean killed, AtomicInteger changes, Change change) {
    while (!killed.get()) {
      try {
        change.run();
        changes.incrementAndGet();
      } catch (IOException | RuntimeException e) {
        if (!killed.get()) {
          throw new AssertionError(e);
        }
      }
    }
  }

  final int acknowledged() {
    return acknowledged;
  }
}

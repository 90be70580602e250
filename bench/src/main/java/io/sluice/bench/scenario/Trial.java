package io.sluice.bench.scenario;

import io.sluice.bench.load.Load;
import io.sluice.bench.load.LoadGenerator;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.load.Pace;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An interval that is ready to be measured.
 *
 * @param connections how many are used
 * @param requestsPerUnit how many requests make up what is counted
 * @param end what belongs to the interval and follows the last answer
 * @param cleanUp what does not belong to it
 * @param clients what asks instead of the load generator; null where that does
 */
public record Trial(
    RequestSource source,
    int connections,
    Pace pace,
    int requestsPerUnit,
    Runnable end,
    Runnable cleanUp,
    @Nullable Load clients) {
  public static Trial of(RequestSource source, Volume volume) {
    return new Trial(
        source, volume.connections(), Pace.Closed.INSTANCE, 1, () -> {}, () -> {}, null);
  }

  /** Of clients that make requests themselves. */
  public static Trial of(Load clients, Volume volume) {
    return new Trial(
        () -> null, volume.connections(), Pace.Closed.INSTANCE, 1, () -> {}, () -> {}, clients);
  }

  public Trial at(Pace other) {
    return new Trial(source, connections, other, requestsPerUnit, end, cleanUp, clients);
  }

  Trial over(int count) {
    return new Trial(source, count, pace, requestsPerUnit, end, cleanUp, clients);
  }

  Trial thenCleaning(Runnable task) {
    return new Trial(source, connections, pace, requestsPerUnit, end, task, clients);
  }

  Trial ending(int perUnit, Runnable task) {
    return new Trial(source, connections, pace, perUnit, task, cleanUp, clients);
  }

  /** Connects, so that only requests are left to do. */
  public Load open(Endpoint endpoint) {
    if (clients != null) {
      return clients;
    }
    LoadGenerator generator = LoadGenerator.connect(endpoint.address(), connections);
    return new Load() {
      @Override
      public Measurement run(Duration longest) {
        return generator.run(source, pace, longest);
      }

      @Override
      public void close() {
        generator.close();
      }
    };
  }
}

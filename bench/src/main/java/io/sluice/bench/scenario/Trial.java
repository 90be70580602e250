package io.sluice.bench.scenario;

import io.sluice.bench.load.Pace;
import io.sluice.bench.load.RequestSource;

/**
 * An interval that is ready to be measured.
 *
 * @param connections how many are used
 * @param requestsPerUnit how many requests make up what is counted
 * @param end what belongs to the interval and follows the last answer
 * @param cleanUp what does not belong to it
 */
public record Trial(
    RequestSource source,
    int connections,
    Pace pace,
    int requestsPerUnit,
    Runnable end,
    Runnable cleanUp) {
  static Trial of(RequestSource source, Volume volume) {
    return new Trial(source, volume.connections(), Pace.Closed.INSTANCE, 1, () -> {}, () -> {});
  }

  public Trial at(Pace other) {
    return new Trial(source, connections, other, requestsPerUnit, end, cleanUp);
  }

  Trial over(int count) {
    return new Trial(source, count, pace, requestsPerUnit, end, cleanUp);
  }

  Trial thenCleaning(Runnable task) {
    return new Trial(source, connections, pace, requestsPerUnit, end, task);
  }

  Trial ending(int perUnit, Runnable task) {
    return new Trial(source, connections, pace, perUnit, task, cleanUp);
  }
}

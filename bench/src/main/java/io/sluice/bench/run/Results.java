package io.sluice.bench.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that came of a run.
 *
 * @param digestsMicros CPU of the digests of 16 MiB alone; NaN where they were not measured
 * @param footprint null where it was not measured
 */
public record Results(
    Environment before,
    Environment after,
    double intervalSeconds,
    List<Summary> summaries,
    List<Sample> samples,
    List<Failure> failures,
    double digestsMicros,
    @Nullable Footprint footprint) {
  public Optional<Summary> summary(String scenario, int connections, String product) {
    return summaries.stream()
        .filter(
            summary ->
                summary.scenario().equals(scenario)
                    && summary.connections() == connections
                    && summary.product().equals(product))
        .findFirst();
  }
}

package io.sluice.bench.run;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The samples of one scenario, product and number of connections, all rounds together. */
public record Summary(
    String scenario,
    int connections,
    String product,
    int rounds,
    long requests,
    long faults,
    Spread refusals,
    Spread unitsPerSecond,
    Spread p50Micros,
    Spread p99Micros,
    Spread p999Micros,
    Spread cpuMicros,
    Spread syncs,
    double peakMebibytes) {
  /** Of several rounds. */
  public record Spread(double median, double least, double most) {
    static Spread of(List<Sample> samples, ToDoubleFunction<Sample> figure) {
      double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
  }

  /**
   * Sums up.
   *
   * @param samples at least one, all of one kind
   */
  static Summary of(List<Sample> samples) {
    Sample first = samples.getFirst();
    return new Summary(
        first.scenario(),
        first.connections(),
        first.product(),
        samples.size(),
        samples.stream().mapToLong(Sample::requests).sum(),
        samples.stream().mapToLong(Sample::faults).sum(),
        Spread.of(samples, Sample::refusals),
        Spread.of(samples, Sample::unitsPerSecond),
        Spread.of(samples, Sample::p50Micros),
        Spread.of(samples, Sample::p99Micros),
        Spread.of(samples, Sample::p999Micros),
        Spread.of(samples, Sample::cpuMicros),
        Spread.of(samples, Sample::syncs),
        samples.stream().mapToDouble(Sample::peakMebibytes).max().orElse(0));
  }
}

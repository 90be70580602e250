package io.sluice.credentials.bench;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Result 1: what a read costs. */
final class ReadScenario {
  private static final double MAX_NANOS = 5;
  private static final double MAX_PART_OF_SDK = 0.5;

  private ReadScenario() {}

  static Result run(boolean smoke) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(ReadBenchmark.class.getName())
            .addProfiler(GCProfiler.class)
            .verbosity(smoke ? VerboseMode.SILENT : VerboseMode.NORMAL)
            .forks(smoke ? 0 : 3)
            .warmupIterations(smoke ? 1 : 3)
            .warmupTime(TimeValue.milliseconds(smoke ? 10 : 1_000))
            .measurementIterations(smoke ? 1 : 5)
            .measurementTime(TimeValue.milliseconds(smoke ? 10 : 1_000))
            .shouldFailOnError(true)
            .jvmArgs("-Xms256m", "-Xmx256m");
    Result.Builder result = new Result.Builder("read", "what a read of valid credentials costs");
    for (RunResult run : new Runner(options.build()).run()) {
      Variant variant = Variant.valueOf(run.getParams().getParam("variant"));
      String call = run.getPrimaryResult().getLabel();
      result.figure(variant, call + " ns", figure(run.getPrimaryResult()));
      run.getSecondaryResults()
          .forEach(
              (name, allocated) -> {
                if (name.endsWith("gc.alloc.rate.norm")) {
                  result.figure(variant, call + " bytes", figure(allocated));
                }
              });
    }
    for (String call : new String[] {"resolveCredentials", "resolveIdentity"}) {
      double ours = result.median(Variant.SLUICE, call + " ns");
      double sdk = result.median(Variant.SDK, call + " ns");
      result.bar(call + " under 5 ns", ours, MAX_NANOS);
      result.bar(call + " at most half of the SDK's", ours, sdk * MAX_PART_OF_SDK);
    }
    return result.build();
  }

  /** Of all iterations of all forks. */
  private static Figure figure(org.openjdk.jmh.results.Result<?> measured) {
    Statistics all = measured.getStatistics();
    return new Figure(all.getPercentile(50), all.getMin(), all.getMax());
  }
}

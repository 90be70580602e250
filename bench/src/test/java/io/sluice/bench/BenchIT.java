package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.bench.report.Chart;
import io.sluice.bench.report.JsonFile;
import io.sluice.bench.report.TextTable;
import io.sluice.bench.run.Plan;
import io.sluice.bench.run.ProgressLine;
import io.sluice.bench.run.Results;
import io.sluice.bench.run.Runner;
import io.sluice.bench.run.Sample;
import io.sluice.bench.scenario.Ground.Size;
import io.sluice.bench.scenario.Group;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.scenario.Scenarios;
import io.sluice.bench.system.Launcher;
import io.sluice.bench.system.Launcher.Profiling;
import io.sluice.bench.system.Product;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * All scenarios and all benchmarks for a moment, so that they do not rot: answers are checked,
 * times never.
 */
class BenchIT {
  private static final Duration MOMENT = Duration.ofMillis(250);

  @TempDir private Path folder;

  @Test
  void everyScenarioGetsRightAnswersFromSluice() throws Exception {
    Plan plan =
        new Plan(
            Group.S3,
            List.of(Product.SLUICE, Product.BARE),
            Scenarios.ALL,
            List.of(1, 32),
            MOMENT,
            MOMENT.dividedBy(4),
            1,
            Size.SMOKE);
    Results results = run(plan);

    assertThat(results.failures()).isEmpty();
    assertThat(results.samples()).extracting(Sample::faults).containsOnly(0L);
    assertThat(results.samples()).extracting(Sample::requests).doesNotContain(0L);
    assertThat(results.samples())
        .extracting(Sample::scenario)
        .containsAll(Scenarios.ALL.stream().map(Scenario::id).toList());
    assertThat(results.footprint()).isNotNull();
    reportsAreWritten(plan, results);
  }

  @Test
  void everyCatalogScenarioGetsRightAnswersFromSluice() {
    Plan plan =
        new Plan(
            Group.CATALOG,
            List.of(Product.SLUICE),
            Group.CATALOG.scenarios(),
            List.of(1, 8),
            MOMENT,
            MOMENT.dividedBy(4),
            1,
            Size.SMOKE);
    Results results = run(plan);

    assertThat(results.failures()).isEmpty();
    assertThat(results.samples()).extracting(Sample::faults).containsOnly(0L);
    assertThat(results.samples()).extracting(Sample::requests).doesNotContain(0L);
    assertThat(results.samples())
        .filteredOn(sample -> sample.scenario().startsWith("commit"))
        .extracting(Sample::refusals)
        .containsOnly(0.0);
    assertThat(results.samples())
        .extracting(Sample::scenario)
        .containsAll(plan.scenarios().stream().map(Scenario::id).toList());
  }

  private Results run(Plan plan) {
    ProgressLine progress = new ProgressLine(System.err);
    try (Runner runner =
        new Runner(
            plan,
            new Launcher(folder, sluice(), folder.resolve("no-peers"), Profiling.OFF),
            progress)) {
      return runner.run();
    }
  }

  private void reportsAreWritten(Plan plan, Results results) throws Exception {
    StringWriter text = new StringWriter();
    TextTable.print(results, plan, new PrintWriter(text));
    assertThat(text.toString()).contains("PUT 4 KiB", "bare Exchange").doesNotContain("FAILED");

    JsonFile.write(results, plan, folder.resolve("results.json"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("results.json").toFile());
    assertThat(json.at("/results/samples").size()).isEqualTo(results.samples().size());

    Path chart = folder.resolve("chart.svg");
    Chart.write(results, plan, chart);
    try (var in = Files.newInputStream(chart)) {
      assertThat(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(in)
                  .getElementsByTagName("circle")
                  .getLength())
          .isGreaterThan(plan.products().size());
    }
  }

  private static List<String> sluice() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Xmx512m",
        "-cp",
        Path.of(System.getProperty("sluice.distribution"), "lib") + "/*",
        "io.sluice.cli.Sluice");
  }

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    assertThat(
            new org.openjdk.jmh.runner.Runner(
                    new OptionsBuilder()
                        .include("io\\.sluice\\.bench\\.jmh\\..*")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .build())
                .run())
        .hasSizeGreaterThanOrEqualTo(15);
  }
}

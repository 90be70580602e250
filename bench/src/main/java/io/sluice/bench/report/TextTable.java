package io.sluice.bench.report;

import io.sluice.bench.run.Failure;
import io.sluice.bench.run.Footprint;
import io.sluice.bench.run.Plan;
import io.sluice.bench.run.Results;
import io.sluice.bench.run.Summary;
import io.sluice.bench.run.Summary.Spread;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.system.Product;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The figures as text of fixed width. */
public final class TextTable {
  private static final String ROW = "  %4s  %-15s %10s %9s %9s %9s %10s %18s %9s %8s %8s %7s%n";

  private final Results results;
  private final Plan plan;
  private final PrintWriter out;

  private TextTable(Results results, Plan plan, PrintWriter out) {
    this.results = results;
    this.plan = plan;
    this.out = out;
  }

  public static void print(Results results, Plan plan, PrintWriter out) {
    new TextTable(results, plan, out).print();
    out.flush();
  }

  private void print() {
    out.printf(
        "%d processors (%s), %s, JDK %s; load %.1f before, %.1f after; %d x %.1f s each, medians%n",
        results.before().processors(),
        results.before().cpu(),
        results.before().system(),
        results.before().java(),
        results.before().load(),
        results.after().load(),
        plan.rounds(),
        results.intervalSeconds());
    out.println();
    out.printf(
        "  %-15s %-9s %-24s %-22s %s%n",
        "system", "heap", "synced when acknowledged", "verifies signatures", "keys listed in");
    for (Product product : plan.products()) {
      out.printf(
          "  %-15s %-9s %-24s %-22s %s%n",
          product.title(),
          product.heap(),
          product.syncs(),
          product.authenticates(),
          product.listedKeys() == 0 ? "-" : "%,d".formatted(product.listedKeys()));
    }
    for (Scenario scenario : plan.scenarios()) {
      print(scenario);
    }
    printRest();
  }

  private void print(Scenario scenario) {
    out.println();
    out.println(scenario.title() + (scenario.note().isEmpty() ? "" : " (" + scenario.note() + ")"));
    out.printf(
        ROW,
        "conn",
        "",
        "/s",
        "p50",
        "p99",
        "p99.9",
        "CPU each",
        "least to most",
        "x Sluice",
        "syncs",
        "refused",
        "MiB");
    for (int connections : scenario.connections(plan.connections())) {
      Optional<Summary> sluice = results.summary(scenario.id(), connections, Product.SLUICE.id());
      for (Product product : plan.products()) {
        results
            .summary(scenario.id(), connections, product.id())
            .ifPresent(summary -> print(summary, product, sluice));
      }
    }
  }

  private void print(Summary summary, Product product, Optional<Summary> sluice) {
    Spread cpu = summary.cpuMicros();
    out.printf(
        ROW,
        summary.connections(),
        product.title(),
        Figures.digits(summary.unitsPerSecond().median()),
        Figures.time(summary.p50Micros().median()),
        Figures.time(summary.p99Micros().median()),
        Figures.time(summary.p999Micros().median()),
        Figures.time(cpu.median()),
        Figures.time(cpu.least()) + " - " + Figures.time(cpu.most()),
        product == Product.SLUICE
            ? ""
            : sluice.map(s -> Figures.digits(cpu.median() / s.cpuMicros().median())).orElse("-"),
        Figures.digits(summary.syncs().median()),
        summary.refusals().median() == 0 ? "-" : Figures.digits(summary.refusals().median()),
        "%.0f".formatted(summary.peakMebibytes()));
  }

  private void printRest() {
    out.println();
    if (!Double.isNaN(results.digestsMicros())) {
      out.printf(
          "digests of 16 MiB alone (MD5, SHA-256, CRC64NVME, CRC32C): %s CPU%n",
          Figures.time(results.digestsMicros()));
    }
    @Nullable Footprint footprint = results.footprint();
    if (footprint != null) {
      out.printf(
          "Sluice: %.2f s CPU from start to first answer; with %,d open connections and %,d objects"
              + " %.0f MiB resident, %.0f MiB of heap in use%n",
          footprint.startCpuSeconds(),
          footprint.idleConnections(),
          footprint.objects(),
          footprint.idleMebibytes(),
          footprint.idleHeapMebibytes());
    }
    for (Failure failure : results.failures()) {
      out.printf(
          "FAILED %s, %s, %d connections: %s%n",
          failure.product(), failure.scenario(), failure.connections(), failure.what());
    }
  }
}

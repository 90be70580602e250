package io.sluice.bench.run;

import io.sluice.bench.load.Load;
import io.sluice.bench.load.LoadGenerator;
import io.sluice.bench.load.Measurement;
import io.sluice.bench.load.Pace;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.reference.Digests;
import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Group;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import io.sluice.bench.system.Launcher;
import io.sluice.bench.system.Product;
import io.sluice.bench.system.RunningProduct;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does a plan. The products all run at the same time, and are measured in turn: a disturbance of
 * the machine hits all of them, and the median takes it out.
 */
public final class Runner implements AutoCloseable {
  private static final double MICROS = 1e6;
  private static final int BREAK_IN_CONNECTIONS = 32;
  private static final int IDLE_ASKED_PER_SECOND = 2000;
  private static final int MOST_WARM_UPS = 6;
  private static final double STEADY = 0.9;
  private static final double FIRST_GUESS_PER_SECOND = 2000;

  private final Plan plan;
  private final Launcher launcher;
  private final ProgressLine progress;
  private final Map<Product, Ground> grounds = new EnumMap<>(Product.class);
  private final List<Sample> samples = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<Double> digests = new ArrayList<>();
  private double startCpuSeconds;

  public Runner(Plan plan, Launcher launcher, ProgressLine progress) {
    this.plan = plan;
    this.launcher = launcher;
    this.progress = progress;
  }

  /** One kind of measurement. */
  private record Kind(Scenario scenario, int connections) {}

  public Results run() {
    Environment before = Environment.now();
    for (Product product : plan.products()) {
      start(product);
    }
    progress.expect(
        plan.scenarios().stream()
            .mapToInt(
                s ->
                    s.connections(plan.connections()).size()
                        * (int) grounds.keySet().stream().filter(s::runsOn).count()
                        * plan.rounds())
            .sum());
    for (Scenario scenario : plan.scenarios()) {
      List<Ground> able =
          grounds.values().stream()
              .filter(ground -> scenario.runsOn(ground.product()))
              .filter(ground -> load(scenario, ground))
              .toList();
      List<Integer> counts = scenario.connections(plan.connections());
      int most = Math.min(BREAK_IN_CONNECTIONS, Collections.max(counts));
      able.forEach(ground -> breakIn(new Kind(scenario, most), ground));
      for (int connections : counts) {
        measure(new Kind(scenario, connections), able);
      }
    }
    @Nullable Footprint footprint = footprint();
    progress.end();
    return new Results(
        before,
        Environment.now(),
        plan.interval().toMillis() / 1000.0,
        summaries(),
        List.copyOf(samples),
        List.copyOf(failures),
        digests.stream()
            .mapToDouble(Double::doubleValue)
            .sorted()
            .skip(digests.size() / 2)
            .findFirst()
            .orElse(Double.NaN),
        footprint);
  }

  private void start(Product product) {
    progress.say("starting " + product.title());
    try {
      RunningProduct running = launcher.start(product);
      if (product == Product.SLUICE) {
        startCpuSeconds = seconds(running.cpu());
      }
      grounds.put(product, new Ground(running, plan.size()));
    } catch (IllegalStateException e) {
      failed(product, "start", 0, e);
    }
  }

  private boolean load(Scenario scenario, Ground ground) {
    progress.say("%s: loading %s".formatted(scenario.title(), ground.product().title()));
    try {
      scenario.load(ground);
      return true;
    } catch (IllegalStateException | UncheckedIOException e) {
      failed(ground.product(), scenario.id(), 0, e);
      return false;
    }
  }

  private void measure(Kind kind, List<Ground> able) {
    Map<Product, Double> rates = new EnumMap<>(Product.class);
    for (Ground ground : able) {
      warmUp(kind, ground, plan.warmUp().dividedBy(4))
          .ifPresent(sample -> rates.put(ground.product(), sample.requests() / sample.seconds()));
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      if (kind.scenario().id().equals("put-16m")) {
        digests.add(Digests.cpuMicrosOf16Mebibytes());
      }
      for (Ground ground : able) {
        @Nullable Double rate = rates.get(ground.product());
        if (rate != null) {
          Optional<Sample> sample = trial(kind, ground, plan.interval(), rate, round);
          sample.ifPresent(samples::add);
          progress.step();
          progress.say(
              line(kind, ground)
                  + "round %d: %s"
                      .formatted(
                          round,
                          sample
                              .map(
                                  s ->
                                      "%,.0f/s, %,.0f us CPU each"
                                          .formatted(s.unitsPerSecond(), s.cpuMicros()))
                              .orElse("failed")));
        }
      }
    }
  }

  /** Goes on until a scenario costs about as much as a moment ago: compilers have done with it. */
  private void breakIn(Kind kind, Ground ground) {
    double before = Double.MAX_VALUE;
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      Optional<Sample> sample = warmUp(kind, ground, plan.warmUp());
      if (sample.isEmpty() || sample.get().cpuMicros() > STEADY * before) {
        return;
      }
      before = sample.get().cpuMicros();
    }
  }

  private Optional<Sample> warmUp(Kind kind, Ground ground, Duration interval) {
    progress.say(line(kind, ground) + "warming up");
    return trial(kind, ground, interval, FIRST_GUESS_PER_SECOND, 0);
  }

  private static String line(Kind kind, Ground ground) {
    return "%s, %d connections, %s: "
        .formatted(kind.scenario().title(), kind.connections(), ground.product().title());
  }

  private Optional<Sample> trial(
      Kind kind, Ground ground, Duration interval, double perSecond, int round) {
    try {
      Trial trial =
          kind.scenario().prepare(ground, new Volume(kind.connections(), interval, perSecond));
      Sample sample = measured(kind, ground.running(), trial, interval, round);
      trial.cleanUp().run();
      return Optional.of(sample);
    } catch (IllegalStateException | UncheckedIOException e) {
      failed(ground.product(), kind.scenario().id(), kind.connections(), e);
      return Optional.empty();
    }
  }

  private Sample measured(
      Kind kind, RunningProduct running, Trial trial, Duration interval, int round) {
    try (Load load = trial.open(kind.scenario().endpoint(running))) {
      double syncsBefore = syncs(running);
      Duration cpuBefore = running.cpu();
      Measurement seen = load.run(trial.requestsPerUnit() > 1 ? interval.plusHours(1) : interval);
      long endedNanos = System.nanoTime();
      trial.end().run();
      Duration end = Duration.ofNanos(System.nanoTime() - endedNanos);
      double cpu = seconds(running.cpu().minus(cpuBefore));
      double syncs = syncs(running) - syncsBefore;
      seen.firstFault()
          .ifPresent(
              fault ->
                  failures.add(
                      new Failure(
                          running.product().id(),
                          kind.scenario().id(),
                          kind.connections(),
                          fault)));
      if (seen.requests() == 0) {
        throw new IllegalStateException("nothing was answered rightly");
      }
      double units = (double) seen.requests() / trial.requestsPerUnit();
      double elapsed = seconds(seen.elapsed().plus(end));
      return new Sample(
          kind.scenario().id(),
          kind.connections(),
          running.product().id(),
          round,
          seen.requests(),
          seen.faults(),
          seen.refusals() / units,
          elapsed,
          units / elapsed,
          micros(seen, 50),
          micros(seen, 99),
          micros(seen, 99.9),
          cpu * MICROS / units,
          syncs / units,
          running.peakMebibytes(),
          seconds(seen.generatorCpu()) / elapsed);
    }
  }

  private static double syncs(RunningProduct running) {
    return running.syncs().isPresent() ? running.syncs().getAsLong() : Double.NaN;
  }

  private static double micros(Measurement seen, double percentile) {
    return seen.latencyNanos().getValueAtPercentile(percentile) / 1000.0;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private void failed(Product product, String scenario, int connections, Exception e) {
    failures.add(new Failure(product.id(), scenario, connections, String.valueOf(e.getMessage())));
    progress.say("%s, %s: %s".formatted(scenario, product.title(), e.getMessage()));
  }

  private List<Summary> summaries() {
    List<Summary> summaries = new ArrayList<>();
    for (Scenario scenario : plan.scenarios()) {
      for (int connections : scenario.connections(plan.connections())) {
        for (Product product : plan.products()) {
          List<Sample> all =
              samples.stream()
                  .filter(
                      sample ->
                          sample.scenario().equals(scenario.id())
                              && sample.connections() == connections
                              && sample.product().equals(product.id()))
                  .toList();
          if (!all.isEmpty()) {
            summaries.add(Summary.of(all));
          }
        }
      }
    }
    return summaries;
  }

  private @Nullable Footprint footprint() {
    @Nullable Ground sluice = grounds.get(Product.SLUICE);
    if (plan.group() == Group.CATALOG || sluice == null || !sluice.running().alive()) {
      return null;
    }
    int idle = plan.size() == Ground.Size.FULL ? 10_000 : 500;
    RunningProduct running = sluice.running();
    progress.say("Sluice: opening %d idle connections".formatted(idle));
    try (LoadGenerator generator = LoadGenerator.connect(running.endpoint().address(), idle)) {
      // all of them are asked over once, so that the server has seen every one
      Measurement seen =
          generator.run(
              RequestSource.once(Collections.nCopies(idle, sluice.cheapRequest())),
              // not all at once: that many requests would be told to slow down
              new Pace.Open(IDLE_ASKED_PER_SECOND),
              Duration.ofMinutes(2));
      seen.firstFault()
          .ifPresent(
              fault ->
                  failures.add(new Failure(Product.SLUICE.id(), "idle connections", idle, fault)));
      return new Footprint(
          startCpuSeconds,
          (int) running.metric("sluice_http_connections"),
          running.residentMebibytes(),
          running.metric("jvm_memory_used_bytes{area=\"heap\"") / (1 << 20),
          sluice.objects());
    } catch (UncheckedIOException e) {
      failed(Product.SLUICE, "idle connections", idle, e);
      return null;
    }
  }

  /** Writes what Sluice's JVM has recorded. */
  public void dumpRecording(Path file) {
    @Nullable Ground sluice = grounds.get(Product.SLUICE);
    if (sluice != null) {
      sluice.running().dumpRecording(file);
    }
  }

  /** Stops everything that was started. */
  @Override
  public void close() {
    grounds.values().forEach(ground -> ground.running().close());
  }
}

package io.sluice.bench;

import io.sluice.bench.report.Chart;
import io.sluice.bench.report.JsonFile;
import io.sluice.bench.report.TextTable;
import io.sluice.bench.run.Plan;
import io.sluice.bench.run.ProgressLine;
import io.sluice.bench.run.Results;
import io.sluice.bench.run.Runner;
import io.sluice.bench.scenario.Ground.Size;
import io.sluice.bench.scenario.Group;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.system.Launcher;
import io.sluice.bench.system.Launcher.Profiling;
import io.sluice.bench.system.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures Sluice beside its peers, and prints, stores and draws the figures. */
@Command(
    name = "bench/run",
    description = "Measures Sluice beside its peers, on this machine, in one run.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class Bench implements Callable<Integer> {
  private static final Path RESULTS = Path.of("bench", "results");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--catalog", description = "tables instead of objects", defaultValue = "false")
  private boolean catalog;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description =
          "besides Sluice: s3proxy, s3mock, ozone, nginx, bare, with --catalog iceberg, nessie; or"
              + " none. All, if not given")
  private List<String> peers = List.of();

  @Option(
      names = "--scenarios",
      split = ",",
      paramLabel = "NAME",
      description = "only these: ${COMPLETION-CANDIDATES}",
      completionCandidates = ScenarioNames.class)
  private List<String> scenarios = List.of();

  @Option(
      names = "--connections",
      split = ",",
      paramLabel = "N",
      description = "how many at once",
      defaultValue = "1,32,256")
  private List<Integer> connections = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "length of each measurement",
      defaultValue = "5")
  private double seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "with 32 connections, once or until the cost is steady",
      defaultValue = "5")
  private double warmUp;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "measurements of each kind",
      defaultValue = "5")
  private int rounds;

  @Option(
      names = "--smoke",
      description = "little of everything, Sluice only: to see that all of it works",
      defaultValue = "false")
  private boolean smoke;

  @Option(
      names = "--profile",
      description = "record where Sluice's time goes, into profile.jfr; it costs a little",
      defaultValue = "false")
  private boolean profile;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where results.json and chart.svg go (bench/results; a smoke run's into its folder work)")
  private @Nullable Path folder;

  @Option(names = "--sluice", hidden = true, defaultValue = "./sluice")
  private Path sluice = Path.of("");

  @Option(names = "--peer-scripts", hidden = true, defaultValue = "bench/peers")
  private Path peerScripts = Path.of("");

  /** For the help. */
  static final class ScenarioNames extends ArrayList<String> {
    ScenarioNames() {
      super(
          Arrays.stream(Group.values())
              .flatMap(group -> group.scenarios().stream())
              .map(Scenario::id)
              .toList());
    }
  }

  public static void main(String... arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Plan plan = plan();
    Path out = folder != null ? folder : RESULTS.resolve(smoke ? "work" : "");
    Files.createDirectories(out);
    Launcher launcher =
        new Launcher(
            RESULTS.resolve("work"),
            List.of(sluice.toAbsolutePath().toString()),
            peerScripts.toAbsolutePath(),
            profile ? Profiling.ON : Profiling.OFF);
    Results results;
    Runner runner = new Runner(plan, launcher, new ProgressLine(System.err));
    Thread stop = Thread.ofPlatform().unstarted(runner::close);
    Runtime.getRuntime().addShutdownHook(stop);
    try (runner) {
      results = runner.run();
      if (profile) {
        runner.dumpRecording(out.resolve("profile.jfr"));
      }
    }
    TextTable.print(results, plan, spec.commandLine().getOut());
    JsonFile.write(results, plan, out.resolve(catalog ? "catalog.json" : "results.json"));
    Chart.write(results, plan, out.resolve(catalog ? "catalog.svg" : "chart.svg"));
    boolean sluiceFailed =
        results.failures().stream().anyMatch(f -> f.product().equals(Product.SLUICE.id()));
    return sluiceFailed ? 1 : 0;
  }

  private List<Product> products(Group group) {
    if (smoke || peers.equals(List.of("none"))) {
      return List.of(Product.SLUICE);
    }
    List<Product> all = Arrays.stream(Product.values()).filter(group::has).toList();
    if (peers.isEmpty()) {
      return all;
    }
    List<Product> chosen = new ArrayList<>(List.of(Product.SLUICE));
    for (String peer : peers) {
      chosen.add(Product.of(peer).filter(all::contains).orElseThrow(() -> unknown("peer", peer)));
    }
    return chosen.stream().distinct().toList();
  }

  private Plan plan() {
    Group group = catalog ? Group.CATALOG : Group.S3;
    List<Scenario> all = group.scenarios();
    List<Scenario> chosen =
        scenarios.isEmpty()
            ? all
            : scenarios.stream()
                .map(
                    id ->
                        all.stream()
                            .filter(scenario -> scenario.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> unknown("scenario", id)))
                .toList();
    return new Plan(
        group,
        products(group),
        chosen,
        connections,
        Duration.ofMillis((long) (1000 * (smoke ? 0.5 : seconds))),
        Duration.ofMillis((long) (1000 * (smoke ? 0.2 : warmUp))),
        smoke ? 1 : rounds,
        smoke ? Size.SMOKE : Size.FULL);
  }

  private ParameterException unknown(String what, String name) {
    return new ParameterException(spec.commandLine(), "there is no %s '%s'".formatted(what, name));
  }
}

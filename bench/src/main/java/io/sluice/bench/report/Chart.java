package io.sluice.bench.report;

import com.google.errorprone.annotations.FormatMethod;
import io.sluice.bench.run.Plan;
import io.sluice.bench.run.Results;
import io.sluice.bench.run.Summary;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.system.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * CPU per request as one row of dots a scenario, on a logarithmic axis: the further to the left,
 * the cheaper. Colours and text fit light and dark pages.
 */
public final class Chart {
  private static final int WIDTH = 860;
  private static final int LEAST_LEFT = 190;
  private static final int CHARACTER = 7;
  private static final int RIGHT = 130;
  private static final int TOP = 74;
  private static final int ROW = 30;
  private static final int BOTTOM = 44;
  private static final int FAVOURITE_CONNECTIONS = 32;
  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #3d444d }
        .title { font-size: 15px; font-weight: 600 }
        .faint { fill: #6e7781; font-size: 12px }
        .gain { font-weight: 600 }
        .grid { stroke: #d1d9e0 }
        .span { stroke: #afb8c1; stroke-width: 2 }
        @media (prefers-color-scheme: dark) {
          text { fill: #d1d7e0 }
          .faint { fill: #9198a1 }
          .grid { stroke: #3d444d }
          .span { stroke: #656c76 }
        }
      </style>
      """;
  private final Results results;
  private final Plan plan;
  private final StringBuilder svg = new StringBuilder();
  private final List<Row> rows = new ArrayList<>();
  private int left = LEAST_LEFT;
  private double least = Double.MAX_VALUE;
  private double most;

  /** One scenario, with what each product takes of CPU. */
  private record Row(String title, Map<Product, Double> micros) {}

  private Chart(Results results, Plan plan) {
    this.results = results;
    this.plan = plan;
  }

  public static void write(Results results, Plan plan, Path file) throws IOException {
    Files.writeString(file, new Chart(results, plan).draw());
  }

  private String draw() {
    for (Scenario scenario : plan.scenarios()) {
      collect(scenario);
    }
    int height = TOP + ROW * rows.size() + BOTTOM;
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d' role='img'"
            + " aria-label='CPU time per request of each system'>\n",
        WIDTH, height, WIDTH, height);
    svg.append(STYLE);
    add("<text x='16' y='24' class='title'>Server CPU per request</text>\n");
    add(
        "<text x='%d' y='24' text-anchor='end' class='faint'>medians of one run, logarithmic; less is"
            + " better</text>\n",
        WIDTH - 16);
    legend();
    if (!rows.isEmpty()) {
      axis(height);
      for (int i = 0; i < rows.size(); i++) {
        row(rows.get(i), TOP + ROW * i + ROW / 2);
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private void collect(Scenario scenario) {
    List<Integer> counts = scenario.connections(plan.connections());
    Optional<Integer> connections =
        counts.stream()
            .filter(c -> c == FAVOURITE_CONNECTIONS)
            .findFirst()
            .or(() -> counts.stream().findFirst());
    if (connections.isEmpty() || scenario.id().endsWith("-rate")) {
      return;
    }
    Map<Product, Double> micros = new EnumMap<>(Product.class);
    for (Product product : plan.products()) {
      Optional<Summary> summary = results.summary(scenario.id(), connections.get(), product.id());
      summary
          .map(s -> s.cpuMicros().median())
          .filter(value -> value > 0)
          .ifPresent(value -> micros.put(product, value));
    }
    if (micros.size() > 1 || (plan.products().size() == 1 && !micros.isEmpty())) {
      rows.add(new Row(scenario.title(), micros));
      left = Math.max(left, 30 + CHARACTER * scenario.title().length());
      for (double value : micros.values()) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
  }

  private void legend() {
    double x = 16;
    for (Product product : plan.products()) {
      add(
          "<circle cx='%.0f' cy='46' r='5' fill='%s'/><text x='%.0f' y='50'>%s</text>\n",
          x + 5, colour(product), x + 15, product.title());
      x += 32 + product.title().length() * 7.2;
    }
  }

  private double x(double micros) {
    double from = Math.floor(Math.log10(least));
    double to = Math.ceil(Math.log10(most));
    double share = (Math.log10(micros) - from) / Math.max(1, to - from);
    return left + share * (WIDTH - left - RIGHT);
  }

  private void axis(int height) {
    int bottom = height - BOTTOM + 6;
    for (double micros = Math.pow(10, Math.floor(Math.log10(least)));
        micros <= Math.pow(10, Math.ceil(Math.log10(most))) * 1.01;
        micros *= 10) {
      add(
          "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' class='grid'/>"
              + "<text x='%.1f' y='%d' text-anchor='middle' class='faint'>%s</text>\n",
          x(micros), TOP - 6, x(micros), bottom, x(micros), bottom + 18, tick(micros));
    }
  }

  private static String tick(double micros) {
    return Figures.time(micros).replace(".00", "").replace(".0", "").replace("us", "µs");
  }

  private void row(Row row, int y) {
    add("<text x='%d' y='%d' text-anchor='end'>%s</text>\n", left - 14, y + 4, row.title());
    double lowest = row.micros().values().stream().mapToDouble(this::x).min().orElse(left);
    double highest = row.micros().values().stream().mapToDouble(this::x).max().orElse(left);
    add("<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' class='span'/>\n", lowest, y, highest, y);
    row.micros()
        .forEach(
            (product, micros) -> {
              if (product != Product.SLUICE) {
                dot(product, micros, y, 5);
              }
            });
    Double sluice = row.micros().get(Product.SLUICE);
    if (sluice == null) {
      return;
    }
    dot(Product.SLUICE, sluice, y, 7);
    row.micros().entrySet().stream()
        .filter(
            entry ->
                entry.getKey() != Product.SLUICE
                    && (entry.getKey().s3() || entry.getKey().catalog()))
        .mapToDouble(Map.Entry::getValue)
        .min()
        .ifPresent(
            best ->
                add(
                    "<text x='%d' y='%d' text-anchor='end'><tspan class='gain'>%s</tspan><tspan"
                        + " class='faint'> of the best peer</tspan></text>\n",
                    WIDTH - 10, y + 4, percent(sluice / best)));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.095 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  private void dot(Product product, double micros, int y, int radius) {
    add(
        "<circle cx='%.1f' cy='%d' r='%d' fill='%s'><title>%s: %s</title></circle>\n",
        x(micros), y, radius, colour(product), product.title(), Figures.time(micros));
  }

  private static String colour(Product product) {
    return switch (product) {
      case SLUICE -> "#0a84d6";
      case S3PROXY -> "#e07b00";
      case S3MOCK -> "#b35cc4";
      case OZONE -> "#2da44e";
      case NGINX -> "#808890";
      case BARE -> "#b0a04a";
      case ICEBERG -> "#2da44e";
      case NESSIE -> "#e07b00";
    };
  }

  @FormatMethod
  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}

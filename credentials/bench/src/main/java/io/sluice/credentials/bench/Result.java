package io.sluice.credentials.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the four results.
 *
 * @param figures by variant and name
 * @param bars what was promised, and whether it is true
 */
record Result(String name, String title, Map<String, Map<String, Figure>> figures, List<Bar> bars) {
  /** A figure that must not be larger than another one. */
  record Bar(String promise, double measured, double limit, boolean met) {}

  boolean met() {
    return bars.stream().allMatch(Bar::met);
  }

  String table() {
    StringBuilder text = new StringBuilder("\n" + name + ": " + title + "\n");
    text.append("  %-10s %-32s %10s %10s %10s%n".formatted("", "", "median", "lowest", "highest"));
    figures.forEach(
        (variant, of) ->
            of.forEach(
                (figure, value) ->
                    text.append(
                        "  %-10s %-32s %10.2f %10.2f %10.2f%n"
                            .formatted(
                                variant,
                                figure,
                                value.median(),
                                value.lowest(),
                                value.highest()))));
    bars.forEach(
        bar ->
            text.append(
                "  %-4s %s: %.2f, at most %.2f%n"
                    .formatted(
                        bar.met() ? "met" : "MISS", bar.promise(), bar.measured(), bar.limit())));
    return text.toString();
  }

  /** Collects a result. */
  static final class Builder {
    private final String name;
    private final String title;
    private final Map<String, Map<String, Figure>> figures = new LinkedHashMap<>();
    private final List<Bar> bars = new ArrayList<>();

    Builder(String name, String title) {
      this.name = name;
      this.title = title;
    }

    void figure(Variant variant, String figure, Figure value) {
      figures.computeIfAbsent(variant.label(), any -> new LinkedHashMap<>()).put(figure, value);
    }

    /** What was measured before; the median of it. */
    double median(Variant variant, String figure) {
      Figure value = figures.getOrDefault(variant.label(), Map.of()).get(figure);
      return value == null ? Double.NaN : value.median();
    }

    void bar(String promise, double measured, double limit) {
      bars.add(new Bar(promise, measured, limit, measured <= limit));
    }

    Result build() {
      return new Result(name, title, figures, bars);
    }
  }
}

package io.sluice.credentials.bench;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.time.Duration;
import java.util.Locale;

/**
 * Draws latency over time as SVG: one strip for each variant, all with the same axes, and in each
 * the slowest request of every half second. It has a background of its own, light or dark as the
 * reader likes it, so that it can be read on any page.
 */
final class LatencyPicture {
  private static final int WIDTH = 960;
  private static final int STRIP = 96;
  private static final int LEFT = 72;
  private static final int RIGHT = 24;
  private static final int TOP = 108;
  private static final int GAP = 40;
  private static final int BOTTOM = 30;
  private static final int GRID_LINES = 2;
  private static final double GRID_MILLIS = 50;
  private static final long BUCKET_NANOS = 500_000_000;
  private static final Variant[] STRIPS = {
    Variant.SDK, Variant.SDK_ASYNC, Variant.SLUICE, Variant.STATIC
  };

  private static final String STYLE =
      """
      <style>
        .page { fill: #ffffff; stroke: #d0d7de }
        text { fill: #57606a; font: 12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif }
        .title { fill: #1f2328; font-size: 16px; font-weight: 600 }
        .name { fill: #1f2328; font-size: 13px; font-weight: 600 }
        .grid { stroke: #d8dee4 }
        .expiry { stroke: #afb8c1; stroke-dasharray: 2 4 }
        .sdk { stroke: #cf222e }
        .sdk-async { stroke: #bc4c00 }
        .sluice { stroke: #0969da }
        .static { stroke: #6e7781 }
        .sdk-dot { fill: #cf222e }
        .sdk-async-dot { fill: #bc4c00 }
        .sluice-dot { fill: #0969da }
        @media (prefers-color-scheme: dark) {
          .page { fill: #0d1117; stroke: #30363d }
          text { fill: #9198a1 }
          .title, .name { fill: #e6edf3 }
          .grid { stroke: #262c36 }
          .expiry { stroke: #484f58 }
          .sdk { stroke: #ff7b72 }
          .sdk-async { stroke: #ffa657 }
          .sluice { stroke: #58a6ff }
          .static { stroke: #8b949e }
          .sdk-dot { fill: #ff7b72 }
          .sdk-async-dot { fill: #ffa657 }
          .sluice-dot { fill: #58a6ff }
        }
      </style>
      """;

  private final PerVariant<Samples> run;
  private final double seconds;
  private final double lifeSeconds;
  private final int requestsPerSecond;
  private final double maxMillis;
  private final StringBuilder svg = new StringBuilder();

  private LatencyPicture(
      PerVariant<Samples> run, Duration life, int expiries, int requestsPerSecond) {
    this.run = run;
    this.lifeSeconds = life.toMillis() / 1e3;
    this.seconds = lifeSeconds * expiries;
    this.requestsPerSecond = requestsPerSecond;
    double worst = run.stream().mapToDouble(Samples::worstMillis).max().orElse(1);
    this.maxMillis = Math.max(1, Math.ceil(worst / GRID_MILLIS)) * GRID_MILLIS;
  }

  static String draw(PerVariant<Samples> run, Duration life, int expiries, int requestsPerSecond) {
    return new LatencyPicture(run, life, expiries, requestsPerSecond).draw();
  }

  private String draw() {
    int height = TOP + STRIPS.length * (STRIP + GAP) - GAP + BOTTOM;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">", WIDTH, height);
    svg.append(STYLE);
    add(
        "<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
        WIDTH - 1, height - 1);
    add(
        "<text class=\"title\" x=\"%d\" y=\"28\">The slowest request of every half second</text>",
        LEFT);
    add(
        "<text x=\"%d\" y=\"47\">%d requests/s; S3 takes 50 ms, STS 150 ms; credentials of an hour,"
            + " shortened to %.0f s, expire at the dotted lines</text>",
        LEFT, requestsPerSecond, lifeSeconds);
    add(
        "<text x=\"%d\" y=\"64\">dots: requests that waited for credentials; what all strips share"
            + " is the machine</text>",
        LEFT);
    for (int i = 0; i < STRIPS.length; i++) {
      strip(STRIPS[i], TOP + i * (STRIP + GAP));
    }
    int axis = height - BOTTOM + 18;
    for (double second = 0; second <= seconds; second += lifeSeconds) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>",
          x(second), axis, second);
    }
    return svg.append("</svg>\n").toString();
  }

  private void strip(Variant variant, int top) {
    Samples samples = run.of(variant);
    add("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", LEFT, top - 9, title(variant));
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d waited for credentials, the longest"
            + " %.0f ms</text>",
        WIDTH - RIGHT, top - 9, samples.waits(), samples.longestWaitMillis());
    for (int line = 0; line <= GRID_LINES; line++) {
      double millis = maxMillis * line / GRID_LINES;
      double y = y(millis, top);
      add(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, WIDTH - RIGHT, y, y);
      add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f ms</text>", LEFT - 8, y + 4, millis);
    }
    for (double second = lifeSeconds; second < seconds; second += lifeSeconds) {
      add(
          "<line class=\"expiry\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
          x(second), x(second), top, top + STRIP);
    }
    add(
        "<path class=\"%s\" d=\"%s\" fill=\"none\" stroke-width=\"1.5\""
            + " stroke-linejoin=\"round\"/>",
        variant.label(), path(samples, top));
    for (int i = 0; i < samples.size(); i++) {
      if (samples.waited(i)) {
        add(
            "<circle class=\"%s-dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>",
            variant.label(), x(samples.atNanos(i) / 1e9), y(samples.millis(i), top));
      }
    }
  }

  private String path(Samples samples, int top) {
    double[] slowest = new double[(int) Math.ceil(seconds * 1e9 / BUCKET_NANOS)];
    for (int i = 0; i < samples.size(); i++) {
      int bucket = (int) Math.min(samples.atNanos(i) / BUCKET_NANOS, slowest.length - 1);
      slowest[bucket] = Math.max(slowest[bucket], samples.millis(i));
    }
    StringBuilder path = new StringBuilder();
    for (int bucket = 0; bucket < slowest.length; bucket++) {
      double second = (bucket + 0.5) * BUCKET_NANOS / 1e9;
      path.append(
          format("%s%.1f %.1f", bucket == 0 ? "M" : "L", x(second), y(slowest[bucket], top)));
    }
    return path.toString();
  }

  private double x(double second) {
    return LEFT + second / seconds * (WIDTH - LEFT - RIGHT);
  }

  private double y(double millis, int top) {
    return top + STRIP - millis / maxMillis * STRIP;
  }

  private static String title(Variant variant) {
    return switch (variant) {
      case SDK -> "AWS SDK for Java 2, as it comes";
      case SDK_ASYNC -> "AWS SDK for Java 2 with asyncCredentialUpdateEnabled";
      case SLUICE -> "sluice-credentials";
      case STATIC -> "static keys: what is possible";
    };
  }

  @FormatMethod
  private void add(@FormatString String format, Object... values) {
    svg.append(format(format, values)).append('\n');
  }

  @FormatMethod
  private static String format(@FormatString String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

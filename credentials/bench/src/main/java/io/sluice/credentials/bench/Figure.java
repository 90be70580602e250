package io.sluice.credentials.bench;

import java.util.Arrays;

/** What several measurements of the same thing say: the middle one and the outermost ones. */
record Figure(double median, double lowest, double highest) {
  static Figure of(double... measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    return new Figure(quantile(sorted, 0.5), sorted[0], sorted[sorted.length - 1]);
  }

  /** The figure that three quarters of the measurements do not exceed. */
  static double upperQuartile(double... measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    return quantile(sorted, 0.75);
  }

  /** Between two measurements where it falls between them. */
  private static double quantile(double[] sorted, double part) {
    double at = part * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}

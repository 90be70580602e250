package io.sluice.bench.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
  private static final double MILLI = 1_000;
  private static final double SECOND = 1_000_000;

  private Figures() {}

  /** With a unit that fits. */
  static String time(double micros) {
    if (micros < MILLI) {
      return digits(micros) + " us";
    }
    return micros < SECOND ? digits(micros / MILLI) + " ms" : digits(micros / SECOND) + " s";
  }

  /** Three digits, or all before the point. */
  static String digits(double number) {
    if (Double.isNaN(number)) {
      return "-";
    }
    String format = number >= 100 ? "%,.0f" : number >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, number);
  }
}

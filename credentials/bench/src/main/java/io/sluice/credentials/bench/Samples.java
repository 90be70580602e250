package io.sluice.credentials.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Latencies with the time at which each request was to begin; filled by several threads. */
final class Samples {
  private final long[] atNanos;
  private final long[] tookNanos;
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  Samples(int capacity) {
    atNanos = new long[capacity];
    tookNanos = new long[capacity];
  }

  void add(long at, long took) {
    int index = size.getAndIncrement();
    if (index < atNanos.length) {
      atNanos[index] = at;
      tookNanos[index] = took;
    }
  }

  void addFailure() {
    failures.incrementAndGet();
  }

  int failures() {
    return failures.get();
  }

  int size() {
    return Math.min(size.get(), atNanos.length);
  }

  long atNanos(int index) {
    return atNanos[index];
  }

  double millis(int index) {
    return tookNanos[index] / 1e6;
  }

  /** The latency that this part of the requests did not exceed, in milliseconds; NaN of none. */
  double quantileMillis(double part) {
    if (size() == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(tookNanos, size());
    Arrays.sort(sorted);
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
  }

  double worstMillis() {
    return quantileMillis(1);
  }
}

package io.sluice.credentials.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Latencies with the time at which each request was to begin, and how much of it was spent waiting
 * for credentials; filled by several threads.
 */
final class Samples {
  private static final double WAIT_MILLIS = 10;

  private final long[] atNanos;
  private final long[] tookNanos;
  private final long[] waitedNanos;
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  Samples(int capacity) {
    atNanos = new long[capacity];
    tookNanos = new long[capacity];
    waitedNanos = new long[capacity];
  }

  void add(long at, long took, long waited) {
    int index = size.getAndIncrement();
    if (index < atNanos.length) {
      atNanos[index] = at;
      tookNanos[index] = took;
      waitedNanos[index] = waited;
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

  double waitedMillis(int index) {
    return waitedNanos[index] / 1e6;
  }

  double longestWaitMillis() {
    return Arrays.stream(waitedNanos).max().orElse(0) / 1e6;
  }

  /** How many requests waited for credentials for longer than a busy machine would explain. */
  int waits() {
    return (int) IntStream.range(0, size()).filter(this::waited).count();
  }

  boolean waited(int index) {
    return waitedMillis(index) > WAIT_MILLIS;
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

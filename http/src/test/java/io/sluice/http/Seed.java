package io.sluice.http;

import java.util.Random;

/** Where random tests begin: a new place each time, or that of {@code -Dseed=}. */
final class Seed {
  private Seed() {}

  /** The seed is printed, so that a failure can be replayed. */
  static Random random(Class<?> test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.printf("%s: -Dseed=%d%n", test.getSimpleName(), seed);
    return new Random(seed);
  }
}

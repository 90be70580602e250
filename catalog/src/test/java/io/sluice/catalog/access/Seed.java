package io.sluice.catalog.access;

import java.util.concurrent.ThreadLocalRandom;

/** Where random tests start from: {@code -Dseed=} replays one. */
final class Seed {
  private Seed() {}

  /** The seed given, or a fresh one; printed in either case. */
  static long choose() {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    System.out.println("replay with -Dseed=" + seed);
    return seed;
  }
}

package io.sluice.gateway;

import java.util.concurrent.ThreadLocalRandom;

/** Where random tests start from: {@code -Dseed=} replays one. */
public final class Seed {
  private Seed() {}

  /** The seed given, or a fresh one; printed in either case. */
  public static long choose() {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    System.out.println("replay with -Dseed=" + seed);
    return seed;
  }
}

package io.sluice.bench.lake;

import io.sluice.bench.scenario.Ground;
import java.util.HashMap;
import java.util.Map;

/** The catalogs of the products; each is made when it is asked for first. */
final class Lakes {
  private final Map<Ground, Lake> all = new HashMap<>();

  Lake of(Ground ground) {
    return all.computeIfAbsent(ground, wanted -> Lake.open(wanted.running()));
  }
}

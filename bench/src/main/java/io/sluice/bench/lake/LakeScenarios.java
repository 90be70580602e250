package io.sluice.bench.lake;

import io.sluice.bench.scenario.Scenario;
import java.util.List;

/** All that are about tables, in the order in which they are run and shown. */
public final class LakeScenarios {
  private static final int MANY_SNAPSHOTS = 10_000;

  private LakeScenarios() {}

  /** Together they share the tables that they make. */
  public static List<Scenario> all() {
    Lakes lakes = new Lakes();
    return List.of(
        new Loads(lakes, Loads.Kind.WARM),
        new Loads(lakes, Loads.Kind.NOT_MODIFIED),
        new Loads(lakes, Loads.Kind.VENDED),
        new Histories(lakes, 10),
        new Histories(lakes, MANY_SNAPSHOTS),
        new Creations(lakes),
        new Commits(lakes, Tables.ONE),
        new Commits(lakes, Tables.MANY),
        new Appends(lakes, Tables.ONE, Appends.Kind.IN_MEMORY),
        new Appends(lakes, Tables.MANY, Appends.Kind.IN_MEMORY),
        new Appends(lakes, Tables.ONE, Appends.Kind.STORED),
        new Appends(lakes, Tables.ONE, Appends.Kind.REBASED),
        new FirstLoads(lakes));
  }
}

package io.sluice.bench.lake;

import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import java.util.List;

/** Fast appends by Iceberg's own client, which tries again where somebody else was faster. */
record Appends(Lakes lakes, Tables tables) implements LakeScenario {
  @Override
  public String id() {
    return "append-" + tables.word();
  }

  @Override
  public String title() {
    return "appends by Iceberg's client, on " + tables.title();
  }

  @Override
  public String note() {
    return "its manifests are in memory, and it works on the same processors";
  }

  @Override
  public List<Integer> connections(List<Integer> wanted) {
    return Tables.WRITERS;
  }

  @Override
  public void load(Ground ground) {
    Lake _ = lakes.of(ground);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    Lake lake = lakes.of(ground);
    List<String> names = tables.names(ground.freshPrefix("appended").replace('/', '_'));
    lake.create(names);
    return Trial.of(new Writers(lake, names, volume.connections()), volume);
  }
}

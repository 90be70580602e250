package io.sluice.bench.lake;

import io.sluice.bench.load.RequestSource;
import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import java.util.List;
import java.util.stream.IntStream;

/** Makes tables, each with a name that is new. */
record Creations(Lakes lakes) implements LakeScenario {
  private static final int MOST = 5000;

  @Override
  public String id() {
    return "create-table";
  }

  @Override
  public String title() {
    return "createTable";
  }

  @Override
  public void load(Ground ground) {
    Lake _ = lakes.of(ground);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    Lake lake = lakes.of(ground);
    String prefix = ground.freshPrefix("made").replace('/', '_');
    List<String> names =
        IntStream.range(0, volume.requests(MOST)).mapToObj(i -> prefix + i).toList();
    return Trial.of(RequestSource.once(names.stream().map(lake::creation).toList()), volume);
  }
}

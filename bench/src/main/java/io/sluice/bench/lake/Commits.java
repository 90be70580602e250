package io.sluice.bench.lake;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Commits whose requirements hold whoever comes first: each sets one property. */
record Commits(Lakes lakes, Tables tables) implements LakeScenario {
  /** So many that nothing is set to what it is. */
  private static final int VALUES = 512;

  @Override
  public String id() {
    return "commit-" + tables.word();
  }

  @Override
  public String title() {
    return "commits that do not conflict, on " + tables.title();
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
    List<String> names = tables.names(ground.freshPrefix("committed").replace('/', '_'));
    lake.create(names);
    Map<String, String> uuids = new TreeMap<>();
    names.forEach(name -> uuids.put(name, lake.uuid(name)));
    List<Request> requests = new ArrayList<>();
    for (int value = 0; value < VALUES; value++) {
      String update =
          "{\"action\": \"set-properties\", \"updates\": {\"bench\": \"%d\"}}".formatted(value);
      String name = names.get(value % names.size());
      requests.add(
          lake.encode(
              Lake.commit(name, uuids.getOrDefault(name, ""), update),
              Expected.occurrences(200, Lake.TABLE_UUID, 1).orRefusedBy(lake.refusals())));
    }
    return Trial.of(RequestSource.cycle(requests), volume);
  }
}

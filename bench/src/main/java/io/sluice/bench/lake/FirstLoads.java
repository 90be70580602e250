package io.sluice.bench.lake;

import io.sluice.bench.load.Expected;
import io.sluice.bench.load.Request;
import io.sluice.bench.load.RequestSource;
import io.sluice.bench.s3.RequestEncoder.Call;
import io.sluice.bench.scenario.Ground;
import io.sluice.bench.scenario.Trial;
import io.sluice.bench.scenario.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The first load of each table since the server was started; the server itself has been warmed up
 * with other tables.
 */
final class FirstLoads implements LakeScenario {
  private static final int TABLES = 1800;
  private static final int EACH_TIME = 150;
  private static final int WARM_LOADS = 4000;
  private static final int CONNECTIONS = 8;

  private final Lakes lakes;
  private final Map<Ground, Integer> next = new HashMap<>();

  FirstLoads(Lakes lakes) {
    this.lakes = lakes;
  }

  @Override
  public String id() {
    return "load-cold";
  }

  @Override
  public String title() {
    return "loadTable, the first since the start";
  }

  @Override
  public List<Integer> connections(List<Integer> wanted) {
    return List.of(CONNECTIONS);
  }

  private static String name(int number) {
    return "cold" + number;
  }

  @Override
  public void load(Ground ground) {
    Lake lake = lakes.of(ground);
    List<String> warm = Loads.tables(ground);
    if (ground.isNew("warm tables")) {
      lake.create(warm);
    }
    lake.create(IntStream.range(0, ground.scaled(TABLES, 20)).mapToObj(FirstLoads::name).toList());
    ground.running().restart();
    int loads = ground.scaled(WARM_LOADS, 100);
    List<Request> requests = warm.stream().map(name -> request(lake, name)).toList();
    lake.all(
        RequestSource.once(
            IntStream.range(0, loads).mapToObj(i -> requests.get(i % requests.size())).toList()),
        loads);
  }

  private static Request request(Lake lake, String name) {
    return lake.encode(
        Call.of("GET", Lake.table(name)), Expected.occurrences(200, Lake.TABLE_UUID, 1));
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    Lake lake = lakes.of(ground);
    int count = ground.scaled(EACH_TIME, 20);
    int from = next.merge(ground, count, Integer::sum) - count;
    if (from + count > ground.scaled(TABLES, 20)) {
      throw new IllegalStateException("every table has been loaded");
    }
    return Trial.of(
        RequestSource.once(
            IntStream.range(from, from + count).mapToObj(i -> request(lake, name(i))).toList()),
        volume);
  }
}

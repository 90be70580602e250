package io.sluice.bench.scenario;

import io.sluice.bench.load.Pace;
import io.sluice.bench.system.Product;
import java.util.List;

/** Another scenario, with requests that come at a set rate: for latencies that can be compared. */
record AtSetRate(Scenario scenario, int perSecond) implements Scenario {
  private static final int CONNECTIONS = 32;

  @Override
  public String id() {
    return scenario.id() + "-rate";
  }

  @Override
  public String title() {
    return "%s at %d/s".formatted(scenario.title(), perSecond);
  }

  @Override
  public String note() {
    return "open loop: latency counts from when a request should have been sent";
  }

  @Override
  public boolean runsOn(Product product) {
    return scenario.runsOn(product);
  }

  @Override
  public List<Integer> connections(List<Integer> wanted) {
    return List.of(CONNECTIONS);
  }

  @Override
  public void load(Ground ground) {
    scenario.load(ground);
  }

  @Override
  public Trial prepare(Ground ground, Volume volume) {
    return scenario
        .prepare(ground, new Volume(volume.connections(), volume.interval(), perSecond))
        .at(new Pace.Open(perSecond));
  }
}

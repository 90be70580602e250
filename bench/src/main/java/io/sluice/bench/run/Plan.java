package io.sluice.bench.run;

import io.sluice.bench.scenario.Ground.Size;
import io.sluice.bench.scenario.Group;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.system.Product;
import java.time.Duration;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param interval how long each measurement is
 * @param warmUp how long a scenario is run before its first measurement
 * @param rounds how often each is measured
 */
public record Plan(
    Group group,
    List<Product> products,
    List<Scenario> scenarios,
    List<Integer> connections,
    Duration interval,
    Duration warmUp,
    int rounds,
    Size size) {}

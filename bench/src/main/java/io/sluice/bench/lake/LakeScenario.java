package io.sluice.bench.lake;

import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.scenario.Scenario;
import io.sluice.bench.system.Product;
import io.sluice.bench.system.RunningProduct;
import java.util.List;

/** Something to ask of catalogs. */
interface LakeScenario extends Scenario {
  int MOST_READERS = 32;

  @Override
  default boolean runsOn(Product product) {
    return product == Product.SLUICE || product.catalog();
  }

  @Override
  default Endpoint endpoint(RunningProduct running) {
    return running.catalog();
  }

  @Override
  default List<Integer> connections(List<Integer> wanted) {
    List<Integer> few = wanted.stream().filter(count -> count <= MOST_READERS).toList();
    return few.isEmpty() ? List.of(MOST_READERS) : few;
  }
}

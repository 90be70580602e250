package io.sluice.bench.scenario;

import io.sluice.bench.s3.Endpoint;
import io.sluice.bench.system.Product;
import io.sluice.bench.system.RunningProduct;
import java.util.List;

/** Something to ask of the products. */
public interface Scenario {
  /** As on the command line. */
  String id();

  String title();

  /** What a reader of the figures has to know besides the title; may be empty. */
  default String note() {
    return "";
  }

  boolean runsOn(Product product);

  /** Where its requests go. */
  default Endpoint endpoint(RunningProduct running) {
    return running.endpoint();
  }

  /** With how many connections, of those that are wanted. */
  default List<Integer> connections(List<Integer> wanted) {
    return wanted;
  }

  /** Puts there what it reads; called once for each product. */
  void load(Ground ground);

  /** Makes everything ready for one interval; nothing of that is measured. */
  Trial prepare(Ground ground, Volume volume);
}

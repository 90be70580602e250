package io.sluice.bench.scenario;

import io.sluice.bench.lake.LakeScenarios;
import io.sluice.bench.system.Product;
import java.util.List;

/** What is measured in one run: objects, or tables. */
public enum Group {
  S3,
  CATALOG;

  /** All there are, in the order in which they are run and shown. */
  public List<Scenario> scenarios() {
    return switch (this) {
      case S3 -> Scenarios.ALL;
      case CATALOG -> LakeScenarios.all();
    };
  }

  /** Whether a product has anything to do with it. */
  public boolean has(Product product) {
    return product == Product.SLUICE || product.catalog() == (this == CATALOG);
  }
}

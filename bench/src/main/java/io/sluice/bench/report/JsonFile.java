package io.sluice.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.sluice.bench.run.Plan;
import io.sluice.bench.run.Results;
import io.sluice.bench.system.Product;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** All figures, for programs. */
public final class JsonFile {
  private JsonFile() {}

  /** What has to be known of a product. */
  private record Known(
      String id, String title, String heap, String syncs, String authenticates, int listedKeys) {
    static Known of(Product product) {
      return new Known(
          product.id(),
          product.title(),
          product.heap(),
          product.syncs(),
          product.authenticates(),
          product.listedKeys());
    }
  }

  private record Document(List<Known> systems, Results results) {}

  public static void write(Results results, Plan plan, Path file) throws IOException {
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(
            file.toFile(), new Document(plan.products().stream().map(Known::of).toList(), results));
  }
}

package io.sluice.catalog.rest;

import io.sluice.http.Response;
import java.io.IOException;

/**
 * What is done for one route.
 *
 * @param guard requires the privileges that it needs, as Polaris does
 */
record Operation(String method, String path, Guard guard, Work work, Repeat repeat) {
  /** Whether a request with an Idempotency-Key is done once. */
  enum Repeat {
    SAFE,
    ONCE
  }

  @FunctionalInterface
  interface Guard {
    void check(Call call);
  }

  @FunctionalInterface
  interface Work {
    Response run(Call call) throws IOException;
  }

  static Operation read(String method, String path, Guard guard, Work work) {
    return new Operation(method, path, guard, work, Repeat.SAFE);
  }

  static Operation change(String method, String path, Guard guard, Work work) {
    return new Operation(method, path, guard, work, Repeat.ONCE);
  }
}

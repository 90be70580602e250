package io.sluice.gateway;

import java.time.Duration;

/** Is told of every request that was answered; called on the request's own thread. */
@FunctionalInterface
public interface RequestListener {
  /**
   * A request was answered, though its answer may not have been sent yet.
   *
   * @param operation as in the documentation of S3, or {@code Unknown}
   */
  void answered(String operation, int status, Duration duration);
}

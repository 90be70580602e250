package io.sluice.credentials;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a supplier is doing, for a health check.
 *
 * @param age since the present value was asked for; null where nothing is valid
 * @param timeToExpiry for how much longer the present value is served; null where nothing is valid
 * @param failuresInARow how many calls to the issuer have failed since the last good one
 * @param lastFailure one line; null where the last call was good
 */
public record SupplierStatus(
    String name,
    Health health,
    Origin origin,
    @Nullable Duration age,
    @Nullable Duration timeToExpiry,
    int failuresInARow,
    @Nullable String lastFailure) {

  /** Whether there is a value, and whether the next one is likely. */
  public enum Health {
    /** A value is at hand and the last call to the issuer was good. */
    UP,
    /** A value is at hand, but the issuer's last answer was a failure. */
    DEGRADED,
    /** Nothing valid is at hand. */
    DOWN,
    /** The supplier was closed. */
    CLOSED
  }
}

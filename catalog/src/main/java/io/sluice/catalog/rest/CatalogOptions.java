package io.sluice.catalog.rest;

import java.time.Duration;

/**
 * The limits of the catalog.
 *
 * @param maxBodyBytes the longest body of a request
 * @param cacheBytes how much of the metadata of tables and views is kept in memory
 * @param idempotencyLifetime for how long a request with an Idempotency-Key may come again
 * @param maintenanceEvery how long after a round of maintenance the next one begins
 * @param stagedGrace how long a change may take from its intent to its commit
 */
public record CatalogOptions(
    int maxBodyBytes,
    long cacheBytes,
    Duration idempotencyLifetime,
    Duration maintenanceEvery,
    Duration stagedGrace) {
  public static CatalogOptions defaults() {
    return new CatalogOptions(
        32 << 20, 128 << 20, Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofMinutes(10));
  }

  /** The same, with other times of what is done in the background. */
  public CatalogOptions withMaintenance(Duration every, Duration grace) {
    return new CatalogOptions(maxBodyBytes, cacheBytes, idempotencyLifetime, every, grace);
  }
}

package io.sluice.catalog.vending;

import java.net.URI;
import java.time.Duration;

/**
 * What vending is told when it starts.
 *
 * @param gateway where Sluice itself reaches its buckets
 * @param publicGateway where clients do
 * @param region of Sluice's buckets
 * @param lifetime of credentials: 10 seconds to 12 hours; Amazon's last 15 minutes at least
 */
public record VendingOptions(URI gateway, URI publicGateway, String region, Duration lifetime) {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  public VendingOptions {
    if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(Duration.ofHours(12)) > 0) {
      throw new IllegalArgumentException(
          "vended credentials last 10 seconds to 12 hours, not " + lifetime);
    }
  }
}

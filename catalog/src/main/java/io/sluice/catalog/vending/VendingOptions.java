package io.sluice.catalog.vending;

import java.net.URI;
import java.time.Duration;

/**
 * What vending is told when it starts.
 *
 * @param gateway where Sluice itself reaches its buckets
 * @param publicGateway where clients do
 * @param region of Sluice's buckets
 * @param lifetime of credentials: 15 minutes to 12 hours
 */
public record VendingOptions(URI gateway, URI publicGateway, String region, Duration lifetime) {
  public VendingOptions {
    if (lifetime.compareTo(Duration.ofMinutes(15)) < 0
        || lifetime.compareTo(Duration.ofHours(12)) > 0) {
      throw new IllegalArgumentException(
          "vended credentials last 15 minutes to 12 hours, not " + lifetime);
    }
  }
}

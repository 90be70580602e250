package io.sluice.catalog.vending;

import java.net.URI;
import java.time.Duration;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * What vending is told when it starts.
 *
 * @param gateway where Sluice itself reaches its buckets; null if that is not known
 * @param publicGateway where clients do; null if that is not known
 * @param region of Sluice's buckets
 * @param lifetime of credentials: 10 seconds to 12 hours; Amazon's last 15 minutes at least
 * @param inlineLimit new files in Sluice's buckets up to so many bytes are committed with what they
 *     are for
 */
public record VendingOptions(
    @Nullable URI gateway,
    @Nullable URI publicGateway,
    String region,
    Duration lifetime,
    int inlineLimit) {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  public VendingOptions {
    if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(Duration.ofHours(12)) > 0) {
      throw new IllegalArgumentException(
          "vended credentials last 10 seconds to 12 hours, not " + lifetime);
    }
  }

  /** Where Sluice itself reaches its buckets. */
  URI requireGateway() {
    return require(gateway);
  }

  /** Where clients reach them. */
  URI requirePublicGateway() {
    return require(publicGateway);
  }

  private static URI require(@Nullable URI known) {
    if (known == null) {
      throw new ServiceUnavailableException(
          "the catalog knows no gateway that serves Sluice's own buckets; set"
              + " sluice.gateway.public-url where it runs");
    }
    return known;
  }
}

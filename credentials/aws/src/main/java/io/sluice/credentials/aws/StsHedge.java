package io.sluice.credentials.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A second endpoint of AWS STS, asked as well when the first one is slow or has failed.
 *
 * @param region whose endpoint it is
 * @param endpoint asked instead of the region's; null for the region's
 * @param delay for how long the first one is given the chance to answer alone
 */
public record StsHedge(String region, @Nullable URI endpoint, Duration delay) {
  public static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);

  public static StsHedge inRegion(String region) {
    return new StsHedge(region, null, DEFAULT_DELAY);
  }
}

package io.sluice.credentials.aws;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint of AWS STS to ask, and how.
 *
 * @param region whose endpoint is asked; null for the region that the environment names
 * @param endpoint asked instead of the region's; null for what the environment names, or the
 *     region's
 * @param hedge null for none
 * @param timeout for one request, from connecting to the end of the answer
 */
public record StsOptions(
    @Nullable String region, @Nullable URI endpoint, @Nullable StsHedge hedge, Duration timeout) {
  public static final StsOptions DEFAULT = new StsOptions(null, null, null, Duration.ofSeconds(15));

  public StsOptions withRegion(String newRegion) {
    return new StsOptions(newRegion, endpoint, hedge, timeout);
  }

  public StsOptions withEndpoint(URI newEndpoint) {
    return new StsOptions(region, newEndpoint, hedge, timeout);
  }

  public StsOptions withHedge(@Nullable StsHedge newHedge) {
    return new StsOptions(region, endpoint, newHedge, timeout);
  }

  public StsOptions withTimeout(Duration newTimeout) {
    return new StsOptions(region, endpoint, hedge, newTimeout);
  }
}

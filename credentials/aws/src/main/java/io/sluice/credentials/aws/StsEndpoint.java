package io.sluice.credentials.aws;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/**
 * One endpoint of AWS STS.
 *
 * @param signingRegion for which requests to it are signed
 */
record StsEndpoint(URI uri, String signingRegion) {
  private static final Logger LOG = System.getLogger("io.sluice.credentials");
  private static final URI GLOBAL = URI.create("https://sts.amazonaws.com");
  private static final String GLOBAL_REGION = "us-east-1";

  /** The regional endpoint; the global one only where nothing says what the region is. */
  static StsEndpoint choose(StsOptions options, Environment environment) {
    String region = region(options, environment);
    URI endpoint = options.endpoint();
    String named = environment.variable("AWS_ENDPOINT_URL_STS", "aws.endpointUrlSts");
    if (endpoint == null && named != null) {
      endpoint = URI.create(named);
    }
    if (endpoint != null) {
      return new StsEndpoint(endpoint, region == null ? GLOBAL_REGION : region);
    }
    if (region == null) {
      LOG.log(
          Level.WARNING,
          "no region is configured, so the global endpoint of STS is used, which may be an ocean"
              + " away; set AWS_REGION");
      return new StsEndpoint(GLOBAL, GLOBAL_REGION);
    }
    return ofRegion(region);
  }

  static StsEndpoint of(StsHedge hedge) {
    URI endpoint = hedge.endpoint();
    return endpoint == null ? ofRegion(hedge.region()) : new StsEndpoint(endpoint, hedge.region());
  }

  private static StsEndpoint ofRegion(String region) {
    String suffix = PartitionMetadata.of(Region.of(region)).dnsSuffix();
    return new StsEndpoint(URI.create("https://sts." + region + "." + suffix), region);
  }

  private static @Nullable String region(StsOptions options, Environment environment) {
    if (options.region() != null) {
      return options.region();
    }
    String named = environment.variable("AWS_REGION", "aws.region");
    if (named == null) {
      named = environment.variable("AWS_DEFAULT_REGION");
    }
    return named == null ? regionOfProfile() : named;
  }

  private static @Nullable String regionOfProfile() {
    try {
      return new AwsProfileRegionProvider().getRegion().id();
    } catch (SdkClientException none) {
      return null; // no profile names a region, which is usual where there is no profile
    }
  }
}

package io.sluice.gateway;

import java.time.Duration;
import java.util.List;

/**
 * What a gateway is told when it starts.
 *
 * @param region the only one that signatures may be for
 * @param domains below which hosts name buckets, in lower case
 * @param accountId that x-amz-expected-bucket-owner must name
 * @param inlineLimit objects up to so many bytes go to the manager with their bytes; not more than
 *     the manager takes
 * @param bodyMemoryBytes for bodies that are held whole, of all requests together
 * @param maxHeaderBytes that the server lets through, to say so where there are more
 * @param patience before an answer that takes long begins
 */
public record GatewayOptions(
    String region,
    List<String> domains,
    String accountId,
    int inlineLimit,
    long bodyMemoryBytes,
    int maxHeaderBytes,
    Duration patience) {
  public GatewayOptions {
    domains = List.copyOf(domains);
  }
}

package io.sluice.credentials.aws;

import io.sluice.credentials.HedgedIssuer;
import io.sluice.credentials.Issued;
import io.sluice.credentials.Origin;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** STS in the region, with another region as hedge where one is configured. */
final class RegionalSts {
  /** One action at one endpoint. */
  @FunctionalInterface
  interface Action {
    Issued<AwsCredentials> ask(SecurityTokenService sts) throws Exception;
  }

  private final SecurityTokenService regional;
  private final @Nullable SecurityTokenService second;
  private final Duration delay;

  RegionalSts(StsOptions options, Environment environment) {
    HttpCalls calls = HttpCalls.toNetwork(options.timeout());
    regional = new SecurityTokenService(StsEndpoint.choose(options, environment), calls);
    StsHedge hedge = options.hedge();
    second = hedge == null ? null : new SecurityTokenService(StsEndpoint.of(hedge), calls);
    delay = hedge == null ? Duration.ZERO : hedge.delay();
  }

  Origin origin(String identity) {
    return regional.origin(identity);
  }

  Issued<AwsCredentials> ask(Action action) throws Exception {
    SecurityTokenService other = second;
    return other == null
        ? action.ask(regional)
        : new HedgedIssuer<>(() -> action.ask(regional), () -> action.ask(other), delay).issue();
  }

  String callerIdentity(AwsCredentials credentials, String presumed) throws InterruptedException {
    return regional.callerIdentity(credentials, presumed);
  }
}

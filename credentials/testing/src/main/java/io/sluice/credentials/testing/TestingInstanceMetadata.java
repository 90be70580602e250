package io.sluice.credentials.testing;

import static io.sluice.credentials.testing.TestingAnswer.response;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks version 2 of the instance metadata service, and refuses version 1. */
public final class TestingInstanceMetadata extends TestingEndpoint {
  private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";

  private final TestingIdentities identities;
  private final AtomicInteger tokens = new AtomicInteger();
  private volatile Duration life = Duration.ofHours(6);
  private volatile String role = "node";

  public TestingInstanceMetadata(TestingIdentities identities) {
    super(identities);
    this.identities = identities;
  }

  public TestingInstanceMetadata life(Duration newLife) {
    life = newLife;
    return this;
  }

  /** The instance has another role from now on; none where it is empty. */
  public TestingInstanceMetadata role(String newRole) {
    role = newRole;
    return this;
  }

  /** Tokens given so far are worth nothing any more. */
  public void forgetTokens() {
    tokens.incrementAndGet();
  }

  @Override
  TestingAnswer answerWell(TestingRequest request) {
    String token = "imds-token-" + tokens.get();
    if (request.target().equals("/latest/api/token")) {
      return request.method().equals("PUT")
              && request.header("x-aws-ec2-metadata-token-ttl-seconds") != null
          ? response(200, token)
          : response(405, "");
    }
    if (!token.equals(request.header("x-aws-ec2-metadata-token"))) {
      return response(401, "");
    }
    if (request.target().equals("/latest/meta-data/placement/region")) {
      return response(200, "eu-west-1");
    }
    if (request.target().equals(CREDENTIALS)) {
      return role.isEmpty() ? response(404, "") : response(200, role);
    }
    return request.target().equals(CREDENTIALS + role)
        ? response(
            200,
            TestingContainerEndpoint.json(
                identities.issue(
                    "arn:aws:sts::111122223333:assumed-role/%s/i-1".formatted(role), life)))
        : response(404, "");
  }
}

package io.sluice.credentials.testing;

import static io.sluice.credentials.testing.TestingAnswer.response;

import io.sluice.credentials.testing.TestingIdentities.TestingSession;
import java.time.Duration;

/** Speaks the protocol of the ECS agent and of EKS Pod Identity. */
public final class TestingContainerEndpoint extends TestingEndpoint {
  private final TestingIdentities identities;
  private volatile Duration life = Duration.ofHours(6);
  private volatile String arn = "arn:aws:sts::111122223333:assumed-role/pod/session";
  private volatile String authorization = "";

  public TestingContainerEndpoint(TestingIdentities identities) {
    super(identities);
    this.identities = identities;
  }

  public TestingContainerEndpoint life(Duration newLife) {
    life = newLife;
    return this;
  }

  public TestingContainerEndpoint arn(String newArn) {
    arn = newArn;
    return this;
  }

  /** Callers need this in their Authorization header. */
  public TestingContainerEndpoint authorization(String newAuthorization) {
    authorization = newAuthorization;
    return this;
  }

  @Override
  TestingAnswer answerWell(TestingRequest request) {
    if (!request.headers().getOrDefault("authorization", "").equals(authorization)) {
      return response(401, "{\"code\":\"AccessDenied\",\"message\":\"unknown token\"}");
    }
    return response(200, json(identities.issue(arn, life)));
  }

  static String json(TestingSession session) {
    return """
        {"Code":"Success","AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s","Expiration":"%s"}"""
        .formatted(
            session.accessKeyId(),
            session.secretAccessKey(),
            session.sessionToken(),
            session.expiresAt());
  }
}

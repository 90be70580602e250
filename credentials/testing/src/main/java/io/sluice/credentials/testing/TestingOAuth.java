package io.sluice.credentials.testing;

import static io.sluice.credentials.testing.TestingAnswer.response;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks the token endpoint of OAuth 2: {@code token-1}, {@code token-2} and so on, to anybody. */
public final class TestingOAuth extends TestingEndpoint {
  private final AtomicInteger issued = new AtomicInteger();
  private volatile Duration life = Duration.ofHours(1);

  public TestingOAuth(TestingIdentities identities) {
    super(identities);
  }

  public TestingOAuth life(Duration newLife) {
    life = newLife;
    return this;
  }

  @Override
  TestingAnswer answerWell(TestingRequest request) {
    return response(
            200,
            "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
                .formatted(issued.incrementAndGet(), life.toSeconds()))
        .with("Content-Type", "application/json");
  }
}

package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingContainerEndpoint;
import io.sluice.credentials.testing.TestingSts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Credentials do not change their identity unless they were allowed to. */
class IdentityIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TestingAnswer OUTAGE = TestingSts.error(500, "InternalFailure", "down");

  @TempDir private Path folder;
  private AwsFixture fixture;
  private TestingSts otherSts;
  private TestingContainerEndpoint agent;

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
    otherSts = new TestingSts(fixture.identities);
    agent = new TestingContainerEndpoint(fixture.identities);
  }

  @AfterEach
  void stop() {
    agent.close();
    otherSts.close();
    fixture.close();
  }

  @Test
  void another_source_of_the_same_identity_takes_over() {
    fixture.sts.fail(OUTAGE);
    agent.arn("arn:aws:sts::111122223333:assumed-role/reader/eks-pod");

    PrefetchingCredentialsProvider provider = provider(Fallback.SAME_IDENTITY).awaitReady(PATIENCE);

    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
    assertThat(otherSts.calls("GetCallerIdentity")).isEqualTo(1);
    provider.stop();
  }

  @Test
  void another_identity_is_refused_whatever_the_outage() {
    fixture.sts.fail(TestingSts.error(403, "AccessDenied", "not yours"));
    agent.arn("arn:aws:sts::111122223333:assumed-role/node/i-1");

    assertThatThrownBy(() -> provider(Fallback.SAME_IDENTITY).awaitReady(PATIENCE))
        .hasMessageContaining("answered 403 AccessDenied: not yours")
        .hasMessageContaining(
            "fallback SAME_IDENTITY: the container's role at "
                + agent.uri()
                + " gives credentials of 111122223333:node,"
                + " but they must be of 111122223333:reader");
  }

  @Test
  void without_fallback_nobody_else_is_asked() {
    fixture.sts.fail(TestingSts.error(403, "AccessDenied", "not yours"));

    assertThatThrownBy(() -> provider(Fallback.NONE).awaitReady(PATIENCE))
        .hasMessageContaining("not yours");
    assertThat(agent.requests()).isEmpty();
  }

  @Test
  void an_explicit_chain_may_change_the_identity() {
    fixture.sts.fail(OUTAGE);
    agent.arn("arn:aws:sts::111122223333:assumed-role/node/i-1");

    PrefetchingCredentialsProvider provider = provider(Fallback.CHAIN).awaitReady(PATIENCE);

    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
    provider.stop();
  }

  @Test
  void an_identity_that_is_not_known_beforehand_is_learnt() {
    agent.arn("arn:aws:sts::111122223333:assumed-role/pod/a");
    ContainerIssuer other =
        ContainerIssuer.of(
            Environment.of(Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.uri() + "/other")));
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(container())
            .fallback(Fallback.SAME_IDENTITY, List.of(other))
            .sts(StsOptions.DEFAULT.withEndpoint(otherSts.uri()), fixture.environment())
            .policy(AwsFixture.PATIENT)
            .scheduler(fixture.scheduler)
            .build()
            .awaitReady(PATIENCE);
    assertThat(otherSts.calls("GetCallerIdentity")).isEqualTo(1);

    agent.then(TestingAnswer.response(500, "")); // the first source fails, the other answers
    agent.arn("arn:aws:sts::111122223333:assumed-role/another/a");
    fixture.pass(Duration.ofHours(5));

    eventually(
        () ->
            assertThat(provider.status().lastFailure())
                .contains("gives credentials of 111122223333:another")
                .contains("but they must be of 111122223333:pod"));
    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
    provider.stop();
  }

  @Test
  void an_expected_identity_is_asserted_before_anything_is_served() {
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(container())
            .expectedIdentity("arn:aws:iam::111122223333:role/reader")
            .sts(StsOptions.DEFAULT.withEndpoint(otherSts.uri()), fixture.environment())
            .policy(AwsFixture.PATIENT)
            .scheduler(fixture.scheduler)
            .build()
            .start();

    assertThatThrownBy(provider::resolveCredentials)
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("gives credentials of 111122223333:pod")
        .hasMessageContaining("but they must be of 111122223333:reader");
    provider.stop();
  }

  private PrefetchingCredentialsProvider provider(Fallback mode) {
    return fixture
        .provider()
        .fallback(mode, List.of(container()))
        .sts(StsOptions.DEFAULT.withEndpoint(otherSts.uri()), fixture.environment())
        .build();
  }

  private ContainerIssuer container() {
    return ContainerIssuer.of(
        Environment.of(Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", agent.uri() + "/v1")));
  }
}

package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingContainerEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

class ContainerIT {
  @TempDir private Path folder;
  private AwsFixture fixture;
  private TestingContainerEndpoint agent;

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
    agent = new TestingContainerEndpoint(fixture.identities).authorization("web-token-1");
  }

  @AfterEach
  void stop() {
    agent.close();
    fixture.close();
  }

  @Test
  void gets_the_pods_role() throws Exception {
    Issued<AwsCredentials> issued = podIdentity().issue();

    assertThat(issued.value().accessKeyId()).isEqualTo("ASIA0001");
    assertThat(issued.expiresAt()).isEqualTo(fixture.time.instant().plus(Duration.ofHours(6)));
    assertThat(agent.requests().get(0).target()).isEqualTo("/v1/credentials");
  }

  @Test
  void reads_the_token_file_anew_each_time() {
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(podIdentity())
            .policy(AwsFixture.PATIENT)
            .scheduler(fixture.scheduler)
            .build()
            .awaitReady(Duration.ofSeconds(30));
    fixture.writeToken("web-token-2");
    agent.authorization("web-token-2");

    fixture.pass(Duration.ofHours(5));

    eventually(() -> assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0002"));
    provider.stop();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            TestingAnswer.response(401, "{\"code\":\"AccessDenied\",\"message\":\"who?\"}"),
            CredentialError.REFUSED,
            "answered 401 AccessDenied: who?"),
        Arguments.of(
            TestingAnswer.response(200, "{\"Code\":\"AssumeRoleUnauthorizedAccess\"}"),
            CredentialError.ISSUER_FAILED,
            "answered 200 AssumeRoleUnauthorizedAccess: no message"),
        Arguments.of(
            TestingAnswer.response(500, "oops"),
            CredentialError.ISSUER_FAILED,
            "answered 500 no code: no message"),
        Arguments.of(
            TestingAnswer.response(200, "{\"SecretAccessKey\":\"secret-1"),
            CredentialError.MALFORMED,
            "answered 200 with 28 characters that are not JSON"),
        Arguments.of(
            TestingAnswer.response(200, "[1]"),
            CredentialError.MALFORMED,
            "the answer has no AccessKeyId"),
        Arguments.of(
            TestingAnswer.response(
                200,
                "{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"secret-1\",\"Expiration\":\"soon\"}"),
            CredentialError.MALFORMED,
            "the Expiration in the answer is no time"),
        Arguments.of(new TestingAnswer.Drop(), CredentialError.UNREACHABLE, ""));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tells_each_fault_apart_in_one_line(
      TestingAnswer fault, CredentialError error, String message) {
    agent.fail(fault);

    assertThatThrownBy(podIdentity()::issue)
        .isInstanceOfSatisfying(
            CredentialException.class, failure -> assertThat(failure.error()).isEqualTo(error))
        .hasMessageStartingWith("the container's role at " + agent.uri() + ": ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("secret")
        .doesNotContain("/v1/credentials");
  }

  @Test
  void credentials_without_an_expiry_do_not_expire() throws Exception {
    agent.then(
        TestingAnswer.response(200, "{\"AccessKeyId\":\"AKIA1\",\"SecretAccessKey\":\"secret\"}"));

    assertThat(podIdentity().issue().expiresAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://169.254.169.254/x", "http://example.com/x", "ftp://localhost/x"})
  void sends_its_token_to_nobody_but_this_machine_in_the_clear(String uri) {
    assertThatThrownBy(() -> ContainerIssuer.of(URI.create(uri), fixture.tokenFile))
        .isInstanceOf(CredentialException.class)
        .hasMessageStartingWith("a container endpoint is https, or http to this machine, not ");
  }

  @Test
  void finds_the_agents_of_ecs_and_eks() {
    assertThat(origin("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/secret-id"))
        .isEqualTo("the container's role at http://169.254.170.2");
    assertThat(origin("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials"))
        .isEqualTo("the container's role at http://169.254.170.23");
    assertThat(origin("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[fd00:ec2::23]/v1/credentials"))
        .isEqualTo("the container's role at http://[fd00:ec2::23]");
  }

  private static String origin(String variable, String value) {
    return ContainerIssuer.of(Environment.of(Map.of(variable, value))).origin().toString();
  }

  private ContainerIssuer podIdentity() {
    return ContainerIssuer.of(
        Environment.of(
            Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                agent.uri() + "/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                fixture.tokenFile.toString())));
  }
}

package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.TimeSource;
import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingEndpoint;
import io.sluice.credentials.testing.TestingSts;
import java.nio.file.Files;
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
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class WebIdentityIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private AwsFixture fixture;

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void exchanges_the_token_for_the_role() throws Exception {
    Issued<AwsCredentials> issued = fixture.webIdentity().issue();

    assertThat(issued.value())
        .isInstanceOfSatisfying(
            AwsSessionCredentials.class,
            session -> {
              assertThat(session.accessKeyId()).isEqualTo("ASIA0001");
              assertThat(session.secretAccessKey()).isEqualTo("secret-1");
              assertThat(session.sessionToken()).isEqualTo("token-1");
              assertThat(session.accountId()).contains("111122223333");
              assertThat(session.expirationTime())
                  .contains(fixture.time.instant().plus(Duration.ofHours(1)));
            });
    assertThat(issued.origin().identity())
        .isEqualTo("arn:aws:sts::111122223333:assumed-role/reader/session");
    assertThat(fixture.sts.requests().get(0).form())
        .containsEntry("RoleArn", AwsFixture.ROLE)
        .containsEntry("WebIdentityToken", "web-token-1")
        .containsEntry("DurationSeconds", "3600");
  }

  @Test
  void reads_the_token_file_anew_each_time() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);
    fixture.writeToken("web-token-2\n");

    fixture.pass(Duration.ofMinutes(40));

    eventually(() -> assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0002"));
    assertThat(fixture.sts.requests().get(1).form())
        .containsEntry("WebIdentityToken", "web-token-2");
    provider.stop();
  }

  @Test
  void a_wrong_clock_on_this_machine_does_not_shorten_or_stretch_the_life() {
    fixture.sts.life(Duration.ofMinutes(8));
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(fixture.webIdentity())
            .scheduler(
                new RefreshScheduler(
                    TimeSource.of(
                        () -> fixture.time.instant().plus(Duration.ofMinutes(10)),
                        fixture.time::nanoTime)))
            .build()
            .awaitReady(PATIENCE);

    assertThat(provider.status().timeToExpiry())
        .isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));
    provider.stop();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            TestingEndpoint.THROTTLED,
            CredentialError.THROTTLED,
            "answered 400 Throttling: Rate exceeded"),
        Arguments.of(
            TestingAnswer.response(429, "slow down"),
            CredentialError.THROTTLED,
            "answered 429 with 9 characters that are not XML"),
        Arguments.of(
            TestingSts.error(403, "AccessDenied", "Not authorized to perform sts:AssumeRole..."),
            CredentialError.REFUSED,
            "answered 403 AccessDenied: Not authorized to perform sts:AssumeRole..."),
        Arguments.of(
            TestingSts.error(400, "IDPCommunicationError", "cannot reach the provider"),
            CredentialError.ISSUER_FAILED,
            "answered 400 IDPCommunicationError: cannot reach the provider"),
        Arguments.of(
            TestingSts.error(503, "ServiceUnavailable", "later"),
            CredentialError.ISSUER_FAILED,
            "answered 503 ServiceUnavailable: later"),
        Arguments.of(
            TestingAnswer.response(200, "secret rubbish <"),
            CredentialError.MALFORMED,
            "answered 200 with 16 characters that are not XML"),
        Arguments.of(
            TestingAnswer.response(200, "<a><Arn>arn:aws:sts::1:assumed-role/a/b</Arn></a>"),
            CredentialError.MALFORMED,
            "the answer has no AccessKeyId"),
        Arguments.of(
            TestingAnswer.response(200, "x".repeat(70_000)),
            CredentialError.MALFORMED,
            "the answer is larger than 65536 bytes"),
        Arguments.of(
            new TestingAnswer.Raw("this is not HTTP\r\n\r\n"), CredentialError.UNREACHABLE, ""),
        Arguments.of(new TestingAnswer.Drop(), CredentialError.UNREACHABLE, ""),
        Arguments.of(new TestingAnswer.Hang(), CredentialError.TIMED_OUT, "no answer in 2000 ms"),
        Arguments.of(
            new TestingAnswer.HangInBody(), CredentialError.TIMED_OUT, "no answer in 2000 ms"));
  }

  /** Short for what hangs; long for the rest, on a machine that is busy with other things. */
  private static Duration timeout(CredentialError error) {
    return Duration.ofSeconds(error == CredentialError.TIMED_OUT ? 2 : 30);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void tells_each_fault_apart_in_one_line(
      TestingAnswer fault, CredentialError error, String message) {
    fixture.sts.then(fault);
    WebIdentityIssuer issuer =
        WebIdentityIssuer.of(StsOptions.DEFAULT.withTimeout(timeout(error)), fixture.environment());

    assertThatThrownBy(issuer::issue)
        .isInstanceOfSatisfying(
            CredentialException.class, failure -> assertThat(failure.error()).isEqualTo(error))
        .hasMessageStartingWith(AwsFixture.ROLE + " at " + fixture.sts.uri() + ": ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("secret")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatever_happens_to_a_refresh_requests_do_not_notice(
      TestingAnswer fault, CredentialError error, String message) {
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(
                WebIdentityIssuer.of(
                    StsOptions.DEFAULT.withTimeout(timeout(error)), fixture.environment()))
            .policy(AwsFixture.PATIENT)
            .scheduler(fixture.scheduler)
            .build()
            .awaitReady(PATIENCE);
    fixture.sts.fail(fault);

    fixture.pass(Duration.ofMinutes(40));
    eventually(() -> assertThat(provider.status().failuresInARow()).isPositive());
    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
    assertThat(provider.status().lastFailure()).contains(message);

    fixture.sts.recover();
    eventually(
        () -> {
          fixture.pass(Duration.ofSeconds(1));
          assertThat(provider.resolveCredentials().accessKeyId()).isNotEqualTo("ASIA0001");
        });
    provider.stop();
  }

  @Test
  void a_server_that_is_not_there_is_unreachable() {
    fixture.sts.close();

    assertThatThrownBy(fixture.webIdentity()::issue)
        .isInstanceOfSatisfying(
            CredentialException.class,
            failure -> assertThat(failure.error()).isEqualTo(CredentialError.UNREACHABLE));
  }

  @Test
  void credentials_that_are_expired_when_they_come_are_of_no_use() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);
    fixture.sts.life(Duration.ofSeconds(-30));

    fixture.pass(Duration.ofMinutes(40));

    eventually(() -> assertThat(provider.status().failuresInARow()).isPositive());
    assertThat(provider.status().lastFailure()).startsWith("expired: ");
    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
    provider.stop();
  }

  @Test
  void a_missing_or_empty_token_file_is_named() throws Exception {
    fixture.writeToken("  \n");
    assertThatThrownBy(fixture.webIdentity()::issue)
        .hasMessage("token file " + fixture.tokenFile + " holds nothing");

    Files.delete(fixture.tokenFile);
    assertThatThrownBy(fixture.webIdentity()::issue)
        .hasMessage("token file " + fixture.tokenFile + " cannot be read: NoSuchFileException");
  }

  @Test
  void a_missing_role_is_named() {
    assertThatThrownBy(() -> WebIdentityIssuer.of(StsOptions.DEFAULT, Environment.of(Map.of())))
        .hasMessage("web identity needs AWS_ROLE_ARN, which is not set");
  }
}

package io.sluice.credentials.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.Issued;
import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingInstanceMetadata;
import io.sluice.credentials.testing.TestingRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

class InstanceMetadataIT {
  @TempDir private Path folder;
  private AwsFixture fixture;
  private TestingInstanceMetadata service;
  private InstanceMetadataIssuer issuer;

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
    service = new TestingInstanceMetadata(fixture.identities);
    issuer =
        InstanceMetadataIssuer.of(
            Environment.of(Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", service.uri().toString())));
  }

  @AfterEach
  void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void gets_the_role_of_the_instance_by_version_2() throws Exception {
    Issued<AwsCredentials> issued = issuer.issue();

    assertThat(issued.value().accessKeyId()).isEqualTo("ASIA0001");
    assertThat(issued.origin()).hasToString("instance role node at " + service.uri());
    assertThat(service.requests())
        .extracting(TestingRequest::method)
        .containsExactly("PUT", "GET", "GET");
  }

  @Test
  void keeps_its_session_token_until_that_is_refused() throws Exception {
    issuer.issue();
    issuer.issue();
    assertThat(service.requests()).hasSize(5);

    service.forgetTokens();

    assertThat(issuer.issue().value().accessKeyId()).isEqualTo("ASIA0003");
  }

  @Test
  void notices_a_new_role() throws Exception {
    issuer.issue();
    service.role("node-2");

    assertThat(issuer.issue().origin().identity()).isEqualTo("instance role node-2");
  }

  @Test
  void an_instance_without_a_role_is_told_so() {
    service.role("");

    assertFails(CredentialError.MISCONFIGURED, "the instance has no role");
  }

  @Test
  void throttling_is_told_as_such() {
    service.fail(TestingAnswer.response(429, ""));

    assertFails(CredentialError.THROTTLED, "asked for a session token, answered 429");
  }

  @Test
  void a_hop_limit_that_is_too_low_looks_like_a_server_that_hangs() {
    service.fail(new TestingAnswer.Hang());

    assertFails(CredentialError.TIMED_OUT, "no answer in 2000 ms");
  }

  @Test
  void never_falls_back_to_version_1() {
    service.then(TestingAnswer.response(405, ""));

    assertFails(CredentialError.REFUSED, "asked for a session token, answered 405");
  }

  @Test
  void garbage_is_not_sent_back_to_the_service() {
    service.role("../../user-data");

    assertFails(CredentialError.MALFORMED, "the name of the role is none");
  }

  @Test
  void expired_credentials_of_the_service_itself_are_used_for_a_while() throws Exception {
    service.life(Duration.ofMinutes(-5));
    Instant now = fixture.time.instant();

    // the service says what time it is in whole seconds
    assertThat(issuer.issue().expiresAt())
        .isBetween(
            now.plus(Duration.ofMinutes(10)), now.plus(Duration.ofMinutes(10)).plusSeconds(1));
  }

  private void assertFails(CredentialError error, String message) {
    assertThatThrownBy(issuer::issue)
        .isInstanceOfSatisfying(
            CredentialException.class, failure -> assertThat(failure.error()).isEqualTo(error))
        .hasMessage("the instance's role at %s: %s".formatted(service.uri(), message));
  }
}

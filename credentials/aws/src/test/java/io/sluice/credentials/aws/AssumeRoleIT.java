package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.CredentialError;
import io.sluice.credentials.CredentialException;
import io.sluice.credentials.testing.TestingRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class AssumeRoleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RoleRequest LAKE =
      RoleRequest.of("arn:aws:iam::444455556666:role/lake")
          .withSessionName("session")
          .withExternalId("shared-word");

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
  void assumes_a_role_of_another_account_with_an_external_id() throws Exception {
    fixture.identities.add("AKIA0", "arn:aws:iam::111122223333:user/somebody");
    fixture.sts.externalId("shared-word");

    assertThat(staticCaller(LAKE).issue().origin().identity())
        .isEqualTo("arn:aws:sts::444455556666:assumed-role/lake/session");
    TestingRequest request = fixture.sts.requests("AssumeRole").get(0);
    assertThat(request.accessKey()).isEqualTo("AKIA0");
    assertThat(request.signedRegion()).isEqualTo("eu-west-1");
    assertThat(request.form())
        .containsEntry("ExternalId", "shared-word")
        .containsEntry("RoleSessionName", "session");
  }

  @Test
  void a_wrong_external_id_is_refused() {
    fixture.identities.add("AKIA0", "arn:aws:iam::111122223333:user/somebody");
    fixture.sts.externalId("another-word");

    assertThatThrownBy(() -> staticCaller(LAKE).issue())
        .isInstanceOfSatisfying(
            CredentialException.class,
            failure -> assertThat(failure.error()).isEqualTo(CredentialError.REFUSED))
        .hasMessageContaining("answered 403 AccessDenied: not authorized");
  }

  @Test
  void signs_by_the_issuers_clock_where_that_differs() throws Exception {
    fixture.identities.add("AKIA0", "arn:aws:iam::111122223333:user/somebody");
    fixture.time.jump(Duration.ofMinutes(10));
    AssumeRoleIssuer issuer = staticCaller(LAKE);

    assertThat(issuer.issue().value().accessKeyId()).isEqualTo("ASIA0001");
    assertThat(fixture.sts.requests()).as("refused, then signed anew").hasSize(2);

    issuer.issue();
    assertThat(fixture.sts.requests()).as("right from the start").hasSize(3);
  }

  @Test
  void a_chain_of_roles_refreshes_every_link() {
    PrefetchingCredentialsProvider provider = chain();
    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0003");
    assertThat(accessKeys("AssumeRole")).containsExactly("ASIA0001", "ASIA0002");

    // 12 hours on, with no request in between: no link may use what expired long ago
    for (int minute = 0; minute < 12 * 60; minute += 5) {
      fixture.pass(Duration.ofMinutes(5));
    }

    eventually(
        () -> {
          fixture.pass(Duration.ofSeconds(1));
          assertThat(provider.supplier().peek()).isNotNull();
          assertThat(fixture.identities.valid(provider.resolveCredentials().accessKeyId()))
              .isNotNull();
        });
    provider.stop();
  }

  @Test
  void a_caller_whose_credentials_are_refused_is_renewed() {
    PrefetchingCredentialsProvider provider = chain();
    fixture.pass(Duration.ofSeconds(20));
    fixture.identities.revoke("ASIA0001");
    fixture.identities.revoke("ASIA0002");

    provider.invalidate("ASIA0003");

    assertThat(fixture.identities.valid(provider.resolveCredentials().accessKeyId())).isNotNull();
    provider.stop();
  }

  @Test
  void stopping_the_last_link_stops_them_all() {
    chain().stop();
    long calls = fixture.sts.requests().size();

    for (int minute = 0; minute < 60; minute++) {
      fixture.pass(Duration.ofMinutes(1));
    }

    assertThat(fixture.sts.requests()).hasSize((int) calls);
  }

  /** Web identity, then two roles of two more accounts. */
  private PrefetchingCredentialsProvider chain() {
    PrefetchingCredentialsProvider provider = fixture.provider().build();
    for (String account : List.of("444455556666", "777788889999")) {
      RoleRequest role =
          RoleRequest.of("arn:aws:iam::" + account + ":role/lake").withSessionName("session");
      provider =
          PrefetchingCredentialsProvider.builder(
                  new AssumeRoleIssuer(role, provider, StsOptions.DEFAULT, fixture.environment()))
              .policy(AwsFixture.PATIENT)
              .scheduler(fixture.scheduler)
              .build();
    }
    return provider.awaitReady(PATIENCE);
  }

  private AssumeRoleIssuer staticCaller(RoleRequest role) {
    return new AssumeRoleIssuer(
        role,
        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA0", "secret")),
        StsOptions.DEFAULT,
        fixture.environment());
  }

  private List<String> accessKeys(String action) {
    return fixture.sts.requests(action).stream()
        .map(request -> String.valueOf(request.accessKey()))
        .toList();
  }
}

package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.Issued;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;

class PrefetchingCredentialsProviderIT {
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
  void hands_out_the_same_prepared_objects_until_they_are_replaced() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);

    assertThat(provider.resolveCredentials()).isSameAs(provider.resolveCredentials());
    CompletableFuture<AwsCredentialsIdentity> identity = provider.resolveIdentity();
    assertThat(identity)
        .isSameAs(provider.resolveIdentity(ResolveIdentityRequest.builder().build()))
        .isSameAs(provider.resolveIdentity(request -> {}))
        .isCompletedWithValue(provider.resolveCredentials());
    assertThat(fixture.sts.requests()).hasSize(1);
    provider.stop();
  }

  @Test
  void a_caller_cannot_tamper_with_what_others_are_given() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);
    CompletableFuture<AwsCredentialsIdentity> identity = provider.resolveIdentity();
    AwsCredentialsIdentity forged = AwsCredentialsIdentity.create("forged", "forged");

    assertThat(identity.complete(forged)).isFalse();
    assertThat(identity.cancel(true)).isFalse();
    assertThatThrownBy(() -> identity.obtrudeValue(forged))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> identity.obtrudeException(new IllegalStateException()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(provider.resolveIdentity().join().accessKeyId()).isEqualTo("ASIA0001");
    provider.stop();
  }

  @Test
  void asynchronous_callers_do_not_wait_for_the_first_credentials() {
    CountDownLatch gate = new CountDownLatch(1);
    fixture.sts.thenWaitFor(gate);
    PrefetchingCredentialsProvider provider = fixture.provider().build().start();

    CompletableFuture<AwsCredentialsIdentity> identity = provider.resolveIdentity();
    assertThat(identity).isNotDone();
    gate.countDown();

    assertThat(identity.join().accessKeyId()).isEqualTo("ASIA0001");
    provider.stop();
  }

  @Test
  void any_other_provider_can_be_wrapped() {
    try (StsClient client =
            StsClient.builder()
                .endpointOverride(fixture.sts.uri())
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        StsAssumeRoleWithWebIdentityCredentialsProvider sdk =
            StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                .stsClient(client)
                .refreshRequest(
                    request ->
                        request
                            .roleArn(AwsFixture.ROLE)
                            .roleSessionName("session")
                            .webIdentityToken("token"))
                .build()) {
      PrefetchingCredentialsProvider provider = PrefetchingCredentialsProvider.of(sdk);

      assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");
      assertThat(provider.status().timeToExpiry()).isGreaterThan(Duration.ofMinutes(59));
      provider.stop();
    }
  }

  @Test
  void credentials_for_a_long_upload_last_that_long() {
    fixture.sts.life(Duration.ofMinutes(20));
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);
    fixture.time.advance(Duration.ofMinutes(8));
    fixture.sts.life(Duration.ofHours(1));

    assertThat(provider.resolveCredentialsFor(Duration.ofMinutes(45)).accessKeyId())
        .isEqualTo("ASIA0002");
    assertThatThrownBy(() -> provider.resolveCredentialsFor(Duration.ofHours(3)))
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("last for 59m 54s more, but 3h was asked for");
    provider.stop();
  }

  @Test
  void an_outage_longer_than_the_life_fails_with_one_error_that_says_everything() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);
    fixture.sts.fail(TestingEndpoint.THROTTLED);
    fixture.pass(Duration.ofMinutes(50));
    eventually(() -> assertThat(provider.status().failuresInARow()).isPositive());
    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA0001");

    fixture.pass(Duration.ofMinutes(10));
    eventually(() -> assertThat(provider.supplier().peek()).isNull());
    fixture.pass(RefreshPolicy.DEFAULT.readTimeout());
    eventually(
        () -> {
          fixture.pass(Duration.ofSeconds(1));
          assertThat(provider.status().failuresInARow()).isGreaterThan(2);
        });

    assertThatThrownBy(provider::resolveCredentials)
        .isInstanceOf(SdkClientException.class)
        .hasMessageMatching(
            "reader: no valid credentials for arn:aws:iam::111122223333:role/lake/reader at "
                + fixture.sts.uri()
                + ": the last ones expired at [0-9TZ:.-]+, not served since [0-9ms ]+;"
                + " \\d+ attempts failed in 10m [0-9s]+, the last one: throttled:"
                + " arn:aws:iam::111122223333:role/lake/reader at "
                + fixture.sts.uri()
                + ": answered 400 Throttling: Rate exceeded.*");

    fixture.sts.recover();
    eventually(
        () -> {
          fixture.pass(Duration.ofSeconds(5));
          assertThat(provider.supplier().peek()).isNotNull();
        });
    assertThat(provider.resolveCredentials().accessKeyId()).isNotEqualTo("ASIA0001");
    provider.stop();
  }

  @Test
  void a_slow_region_is_hedged_by_another_one() throws Exception {
    fixture.sts.then(new TestingAnswer.Hang());
    URI second = URI.create("http://localhost:" + fixture.sts.uri().getPort());
    StsOptions hedged =
        StsOptions.DEFAULT.withHedge(new StsHedge("us-east-1", second, Duration.ofMillis(500)));

    Issued<AwsCredentials> issued = WebIdentityIssuer.of(hedged, fixture.environment()).issue();

    assertThat(issued.origin().endpoint()).isEqualTo(second.toString());
  }

  @Test
  void shows_no_secret() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);

    assertThat(
            provider
                + " "
                + provider.supplier()
                + " "
                + provider.status()
                + provider.supplier().peek())
        .contains("reader")
        .doesNotContain("secret-1")
        .doesNotContain("token-1");
    provider.stop();
  }

  @Test
  void stops_for_good() {
    PrefetchingCredentialsProvider provider = fixture.provider().build().awaitReady(PATIENCE);

    provider.stop();

    assertThatThrownBy(provider::resolveCredentials)
        .isInstanceOf(SdkClientException.class)
        .hasMessage("reader: closed");
  }
}

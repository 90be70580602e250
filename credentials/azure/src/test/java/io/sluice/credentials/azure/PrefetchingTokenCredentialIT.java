package io.sluice.credentials.azure;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.TimeSource;
import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingOAuth;
import io.sluice.credentials.testing.TestingTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrefetchingTokenCredentialIT {
  private static final String STORAGE = "https://storage.azure.com/.default";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** By a clock that is turned by hand a real call may take hours. */
  private static final RefreshPolicy PATIENT =
      RefreshPolicy.DEFAULT.withAttemptTimeout(Duration.ofDays(2));

  private final TestingTime time = new TestingTime(Instant.now());
  private final RefreshScheduler scheduler =
      new RefreshScheduler(TimeSource.of(time, time::nanoTime));
  private TestingOAuth server;
  private PrefetchingTokenCredential credential;

  @BeforeEach
  void start() {
    server = new TestingOAuth(new TestingIdentities(time));
    credential =
        PrefetchingTokenCredential.of(
            new TestingTokenCredential(server.uri(), time), PATIENT, scheduler);
  }

  @AfterEach
  void stop() {
    credential.stop();
    server.close();
  }

  @Test
  void hands_out_the_same_prepared_token() {
    credential.awaitReady(PATIENCE, STORAGE);

    assertThat(credential.getTokenSync(request()).getToken()).isEqualTo("token-1");
    assertThat(credential.getToken(request())).isSameAs(credential.getToken(request()));
    assertThat(credential.getToken(request()).block()).isSameAs(credential.getTokenSync(request()));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void refreshes_before_the_token_expires() {
    credential.awaitReady(PATIENCE, STORAGE);

    time.advance(Duration.ofMinutes(40));
    scheduler.wake();

    eventually(
        () -> assertThat(credential.getTokenSync(request()).getToken()).isEqualTo("token-2"));
  }

  @Test
  void each_audience_has_a_token_of_its_own() {
    credential.awaitReady(PATIENCE, STORAGE);

    assertThat(credential.getTokenSync(request().setTenantId("other")).getToken())
        .isEqualTo("token-2");
    assertThat(
            credential
                .getTokenSync(
                    new TokenRequestContext().addScopes("https://vault.azure.net/.default"))
                .getToken())
        .isEqualTo("token-3");
  }

  @Test
  void a_reactive_caller_does_not_wait_for_the_first_token() {
    CountDownLatch gate = new CountDownLatch(1);
    server.thenWaitFor(gate);

    var pending = credential.getToken(request()).toFuture();
    assertThat(pending).isNotDone();
    gate.countDown();

    assertThat(pending.join().getToken()).isEqualTo("token-1");
  }

  @Test
  void claims_mean_that_the_token_was_refused() {
    credential.awaitReady(PATIENCE, STORAGE);
    time.advance(Duration.ofMinutes(1));

    assertThat(credential.getTokenSync(request().setClaims("{\"access_token\":{}}")).getToken())
        .isNotEqualTo("token-1");
    assertThat(credential.getTokenSync(request()).getToken()).isNotEqualTo("token-1");
  }

  @Test
  void an_outage_longer_than_the_life_is_told_in_one_line() {
    server.fail(TestingAnswer.response(503, "down"));
    credential.start(STORAGE);
    eventually(
        () -> {
          time.advance(Duration.ofSeconds(5));
          scheduler.wake();
          assertThat(server.requests()).hasSizeGreaterThan(2);
        });

    assertThatThrownBy(() -> credential.getTokenSync(request()))
        .isInstanceOf(ClientAuthenticationException.class)
        .hasMessageContaining("no valid credentials for " + STORAGE)
        .hasMessageContaining("answered 503");
  }

  @Test
  void shows_no_token() {
    credential.awaitReady(PATIENCE, STORAGE);

    assertThat(ReadyToken.of(credential.getTokenSync(request())).toString())
        .doesNotContain("token-1");
  }

  private static TokenRequestContext request() {
    return new TokenRequestContext().addScopes(STORAGE);
  }
}

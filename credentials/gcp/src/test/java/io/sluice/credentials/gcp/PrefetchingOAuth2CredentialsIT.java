package io.sluice.credentials.gcp;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.RequestMetadataCallback;
import com.google.auth.oauth2.UserCredentials;
import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.TimeSource;
import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingOAuth;
import io.sluice.credentials.testing.TestingTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Around Google's own credentials, which ask a token endpoint on this machine. */
class PrefetchingOAuth2CredentialsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestingTime time = new TestingTime(Instant.now());
  private final RefreshScheduler scheduler =
      new RefreshScheduler(TimeSource.of(time, time::nanoTime));
  private final TestingOAuth server = new TestingOAuth(new TestingIdentities(time));
  private PrefetchingOAuth2Credentials credentials;

  @BeforeEach
  void start() {
    credentials = credentials(RefreshPolicy.DEFAULT);
  }

  @AfterEach
  void stop() {
    credentials.stop();
    server.close();
  }

  @Test
  void hands_out_the_same_prepared_headers() throws Exception {
    credentials.awaitReady(PATIENCE);

    assertThat(credentials.getRequestMetadata(null))
        .containsEntry("Authorization", List.of("Bearer token-1"))
        .containsEntry("x-goog-user-project", List.of("billed"))
        .isSameAs(credentials.getRequestMetadata(null));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void refreshes_before_the_token_expires() {
    credentials.awaitReady(PATIENCE);

    time.advance(Duration.ofMinutes(40));
    scheduler.wake();

    eventually(() -> assertThat(authorization()).isEqualTo("Bearer token-2"));
  }

  @Test
  void the_base_class_knows_the_token_too() throws Exception {
    credentials.refreshIfExpired();
    assertThat(credentials.getAccessToken())
        .satisfies(token -> assertThat(token.getTokenValue()).isEqualTo("token-1"));

    time.advance(Duration.ofMinutes(1));
    credentials.refresh();

    assertThat(credentials.getAccessToken())
        .satisfies(token -> assertThat(token.getTokenValue()).isEqualTo("token-2"));
    assertThat(authorization()).isEqualTo("Bearer token-2");
  }

  @Test
  void an_asynchronous_caller_does_not_wait_for_the_first_token() throws Exception {
    credentials.stop();
    CountDownLatch gate = new CountDownLatch(1);
    server.thenWaitFor(gate);
    PrefetchingOAuth2Credentials slow = credentials(RefreshPolicy.DEFAULT);
    CompletableFuture<Map<String, List<String>>> headers = new CompletableFuture<>();

    slow.getRequestMetadata(null, Runnable::run, completing(headers));
    assertThat(headers).isNotDone();
    gate.countDown();

    assertThat(headers.get()).containsKey("Authorization");
    slow.stop();
  }

  @Test
  void an_outage_is_told_in_one_line() {
    credentials.stop();
    server.fail(TestingAnswer.response(400, "{\"error\":\"invalid_grant\"}"));
    PrefetchingOAuth2Credentials failing =
        credentials(RefreshPolicy.DEFAULT.withReadTimeout(Duration.ofMillis(100)));

    assertThatThrownBy(() -> failing.getRequestMetadata(null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no valid credentials for its identity at UserCredentials");
    failing.stop();
  }

  @Test
  void shows_and_serialises_no_token() throws Exception {
    credentials.awaitReady(PATIENCE);
    credentials.refreshIfExpired();

    assertThat(credentials.toString()).doesNotContain("token-1");
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(credentials))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  private String authorization() {
    try {
      return String.join(
          "", credentials.getRequestMetadata(null).getOrDefault("Authorization", List.of()));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private PrefetchingOAuth2Credentials credentials(RefreshPolicy policy) {
    return PrefetchingOAuth2Credentials.of(
        UserCredentials.newBuilder()
            .setClientId("client")
            .setClientSecret("client-secret")
            .setRefreshToken("refresh-token")
            .setQuotaProjectId("billed")
            .setTokenServerUri(server.uri().resolve("/token"))
            .build(),
        policy,
        scheduler);
  }

  private static RequestMetadataCallback completing(
      CompletableFuture<Map<String, List<String>>> headers) {
    return new RequestMetadataCallback() {
      @Override
      public void onSuccess(Map<String, List<String>> metadata) {
        headers.complete(metadata);
      }

      @Override
      public void onFailure(Throwable failure) {
        headers.completeExceptionally(failure);
      }
    };
  }
}

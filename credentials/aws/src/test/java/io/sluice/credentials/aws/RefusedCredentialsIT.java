package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingIdentities.TestingSession;
import io.sluice.credentials.testing.TestingS3;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Real S3 clients whose credentials a service refuses; nothing is configured for them but those.
 */
class RefusedCredentialsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SETTLED = Duration.ofSeconds(11);

  @TempDir private Path folder;
  private AwsFixture fixture;
  private TestingS3 s3;
  private PrefetchingCredentialsProvider provider;

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
    fixture.identities.countFrom(9_000); // no other test's provider has had these access keys
    s3 = new TestingS3(fixture.identities);
    provider = fixture.provider().build().awaitReady(PATIENCE);
  }

  @AfterEach
  void stop() {
    provider.stop();
    s3.close();
    fixture.close();
  }

  @Test
  void a_refused_request_is_sent_once_more_with_fresh_credentials() {
    fixture.pass(SETTLED);
    fixture.identities.revoke("ASIA9001");

    try (S3Client client = client(provider)) {
      assertThat(get(client)).isEqualTo("hello");
    }
    assertThat(s3.accessKeys()).containsExactly("ASIA9001", "ASIA9002");
  }

  @Test
  void whoever_else_holds_the_refused_credentials_withdraws_them_too() {
    AtomicReference<AwsCredentials> role = new AtomicReference<>(session());
    String refused = role.get().accessKeyId();
    PrefetchingCredentialsProvider one = around(role::get);
    PrefetchingCredentialsProvider other = around(role::get);
    fixture.pass(SETTLED);
    fixture.identities.revoke(refused);
    role.set(session());

    try (S3Client client = client(one)) {
      assertThat(get(client)).isEqualTo("hello");
    }
    eventually(() -> assertThat(other.resolveCredentials()).isEqualTo(role.get()));
    one.stop();
    other.stop();
  }

  @Test
  void so_is_one_with_a_body() {
    fixture.pass(SETTLED);
    fixture.identities.revoke("ASIA9001");

    try (S3Client client = client(provider)) {
      client.putObject(put -> put.bucket("b").key("k"), RequestBody.fromString("text"));
    }
    assertThat(s3.accessKeys()).containsExactly("ASIA9001", "ASIA9002");
  }

  @Test
  void so_is_one_of_an_asynchronous_client() {
    fixture.pass(SETTLED);
    fixture.identities.revoke("ASIA9001");

    try (S3AsyncClient client = asyncClient(provider)) {
      assertThat(
              client
                  .getObject(get -> get.bucket("b").key("k"), AsyncResponseTransformer.toBytes())
                  .join()
                  .asUtf8String())
          .isEqualTo("hello");
      client.putObject(put -> put.bucket("b").key("k"), AsyncRequestBody.fromString("text")).join();
    }
    assertThat(s3.accessKeys()).containsExactly("ASIA9001", "ASIA9002", "ASIA9002");
  }

  @Test
  void credentials_that_were_replaced_meanwhile_are_taken_without_asking_again() {
    fixture.pass(SETTLED);
    fixture.identities.revoke("ASIA9001");
    s3.then(TestingAnswer.response(503, "busy"));
    provider.invalidate("ASIA9001");

    try (S3Client client = client(provider)) {
      assertThat(get(client)).isEqualTo("hello");
    }
    assertThat(fixture.sts.requests()).hasSize(2);
  }

  @Test
  void a_service_that_refuses_fresh_credentials_too_is_believed() {
    fixture.identities.revoke("ASIA9001");

    try (S3Client client = client(provider)) {
      assertThatThrownBy(() -> get(client))
          .isInstanceOfSatisfying(
              S3Exception.class,
              refusal -> {
                assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken");
                assertThat(refusal.statusCode()).isEqualTo(400);
              });
    }
    assertThat(s3.requests()).hasSize(1);
    assertThat(fixture.sts.requests()).hasSize(1);
  }

  @Test
  void credentials_from_elsewhere_are_left_alone() {
    fixture.pass(SETTLED);

    try (S3Client client =
        client(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIA9", "x")))) {
      assertThatThrownBy(() -> get(client)).isInstanceOf(S3Exception.class);
    }
    assertThat(s3.requests()).hasSize(1);
    assertThat(provider.resolveCredentials().accessKeyId()).isEqualTo("ASIA9001");
  }

  @Test
  void closing_one_client_does_not_stop_the_others() {
    client(provider).close();

    try (S3Client other = client(provider)) {
      assertThat(get(other)).isEqualTo("hello");
    }
  }

  private AwsCredentials session() {
    TestingSession session =
        fixture.identities.issue("arn:aws:sts::1:assumed-role/node/i-1", Duration.ofHours(1));
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private PrefetchingCredentialsProvider around(AwsCredentialsProvider source) {
    return PrefetchingCredentialsProvider.builder(source)
        .policy(AwsFixture.PATIENT)
        .scheduler(fixture.scheduler)
        .build()
        .awaitReady(PATIENCE);
  }

  private S3Client client(AwsCredentialsProvider credentials) {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .region(Region.EU_WEST_1)
        .credentialsProvider(credentials)
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private S3AsyncClient asyncClient(AwsCredentialsProvider credentials) {
    return S3AsyncClient.builder()
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .region(Region.EU_WEST_1)
        .credentialsProvider(credentials)
        .build();
  }

  private URI endpoint() {
    return s3.uri();
  }

  private static String get(S3Client client) {
    return client.getObjectAsBytes(get -> get.bucket("b").key("k")).asUtf8String();
  }
}

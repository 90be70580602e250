package io.sluice.credentials.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.credentials.RefreshPolicy;
import io.sluice.credentials.RefreshScheduler;
import io.sluice.credentials.TimeSource;
import io.sluice.credentials.testing.TestingIdentities;
import io.sluice.credentials.testing.TestingSts;
import io.sluice.credentials.testing.TestingTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** An STS on a loopback port, a token file, and a clock that both sides go by. */
final class AwsFixture implements AutoCloseable {
  /** By a clock that is turned by hand a real call may take hours. */
  static final RefreshPolicy PATIENT = RefreshPolicy.DEFAULT.withAttemptTimeout(Duration.ofDays(2));

  static final String ROLE = "arn:aws:iam::111122223333:role/lake/reader";

  final TestingTime time = new TestingTime(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  final TestingIdentities identities = new TestingIdentities(time);
  final TestingSts sts = new TestingSts(identities);
  final RefreshScheduler scheduler = new RefreshScheduler(TimeSource.of(time, time::nanoTime));
  final Path tokenFile;

  AwsFixture(Path folder) {
    tokenFile = folder.resolve("token");
    writeToken("web-token-1");
  }

  void writeToken(String token) {
    try {
      Files.writeString(tokenFile, token, UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Environment environment() {
    return Environment.of(
        Map.of(
            "AWS_REGION",
            "eu-west-1",
            "AWS_ENDPOINT_URL_STS",
            sts.uri().toString(),
            "AWS_ROLE_ARN",
            ROLE,
            "AWS_ROLE_SESSION_NAME",
            "session",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            tokenFile.toString()));
  }

  WebIdentityIssuer webIdentity() {
    return WebIdentityIssuer.of(
        StsOptions.DEFAULT.withTimeout(Duration.ofSeconds(5)), environment());
  }

  PrefetchingCredentialsProvider.Builder provider() {
    return PrefetchingCredentialsProvider.builder(webIdentity())
        .name("reader")
        .policy(PATIENT)
        .scheduler(scheduler)
        .sts(StsOptions.DEFAULT, environment());
  }

  /** Time passes, and the scheduler notices. */
  void pass(Duration duration) {
    time.advance(duration);
    scheduler.wake();
  }

  @Override
  public void close() {
    sts.close();
  }
}

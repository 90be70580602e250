package io.sluice.credentials.aws;

import static io.sluice.credentials.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.credentials.testing.TestingAnswer;
import io.sluice.credentials.testing.TestingContainerEndpoint;
import io.sluice.credentials.testing.TestingSts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is written to the log while everything goes wrong that can: much, but no secret. */
class SecretsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Logger LOG = Logger.getLogger("io.sluice.credentials");

  @TempDir private Path folder;
  private AwsFixture fixture;
  private TestingContainerEndpoint agent;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Handler recorder = new Recorder();

  @BeforeEach
  void start() {
    fixture = new AwsFixture(folder);
    agent = new TestingContainerEndpoint(fixture.identities).authorization("web-token-1");
    LOG.setLevel(Level.ALL);
    LOG.addHandler(recorder);
  }

  @AfterEach
  void stop() {
    LOG.removeHandler(recorder);
    LOG.setLevel(null);
    agent.close();
    fixture.close();
  }

  @Test
  void the_log_tells_what_happens_and_no_secret() {
    PrefetchingCredentialsProvider provider =
        fixture
            .provider()
            .fallback(Fallback.CHAIN, List.of(container()))
            .build()
            .awaitReady(PATIENCE);
    fixture.sts.fail(TestingSts.error(500, "InternalFailure", "down"));
    agent.then(TestingAnswer.response(200, "{\"SecretAccessKey\":\"secret-9"));
    fixture.pass(Duration.ofMinutes(40));
    eventually(() -> assertThat(provider.status().failuresInARow()).isPositive());
    fixture.pass(Duration.ofMinutes(1)); // the second attempt falls back to the container's role
    eventually(
        () -> assertThat(provider.resolveCredentials().accessKeyId()).isNotEqualTo("ASIA0001"));
    fixture.pass(Duration.ofMinutes(1));
    assertThat(provider.invalidate(provider.resolveCredentials().accessKeyId())).isTrue();
    eventually(() -> assertThat(provider.supplier().peek()).isNotNull());
    agent.fail(TestingAnswer.response(500, "secret-8"));
    fixture.pass(Duration.ofHours(7));
    eventually(() -> assertThat(provider.supplier().peek()).isNull());
    fixture.pass(PATIENCE);
    assertThatThrownBy(provider::resolveCredentials)
        .isInstanceOf(SdkClientException.class)
        .satisfies(failure -> lines.add(stackTrace(failure)));
    provider.stop();

    assertThat(lines)
        .anyMatch(line -> line.contains("refresh failed, will try again"))
        .anyMatch(line -> line.contains("refused by a server"))
        .anyMatch(line -> line.contains("expired before it could be refreshed"))
        .anyMatch(line -> line.contains("credentials are of the container's role at"))
        .noneMatch(line -> line.contains("secret-"))
        .noneMatch(line -> line.contains("token-1") || line.contains("token-2"));
  }

  @Test
  void a_chain_of_the_sdk_that_takes_another_link_is_told() {
    PrefetchingCredentialsProvider provider =
        PrefetchingCredentialsProvider.builder(new TwoLinks())
            .policy(AwsFixture.PATIENT)
            .scheduler(fixture.scheduler)
            .build()
            .awaitReady(PATIENCE);

    fixture.pass(Duration.ofMinutes(59));

    eventually(
        () ->
            assertThat(lines)
                .anyMatch(
                    line ->
                        line.matches(
                            "credentials are of the identity of InstanceProfile at \\w+ from now"
                                + " on, not of the identity of WebIdentity at \\w+")));
    provider.stop();
  }

  private ContainerIssuer container() {
    return ContainerIssuer.of(
        Environment.of(
            Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                agent.uri() + "/v1",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                fixture.tokenFile.toString())));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** First it gives what it was built for, then what its node has. */
  private static final class TwoLinks implements AwsCredentialsProvider {
    private int calls;

    @Override
    public AwsBasicCredentials resolveCredentials() {
      calls++;
      return AwsBasicCredentials.builder()
          .accessKeyId("AKIA" + calls)
          .secretAccessKey("secret-" + calls)
          .providerName(calls == 1 ? "WebIdentity" : "InstanceProfile")
          .build();
    }
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord line) {
      Object[] parameters = line.getParameters();
      String message = line.getMessage();
      lines.add(parameters == null ? message : MessageFormat.format(message, parameters));
      if (line.getThrown() != null) {
        lines.add(stackTrace(line.getThrown()));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

package io.sluice.gateway.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.manager.secret.AccessKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.StsException;

/** The security token service, as the AWS SDK's client sees it. */
class StsIT {
  private static final String ROLE = "arn:aws:iam::000000000000:role/any";
  private static final String OWN_POLICY =
      "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"%s\"}]}";
  private static final AtomicInteger NAMES = new AtomicInteger();

  @RegisterExtension static final RunningServer server = new RunningServer();

  private static AccessKey principal(String... resources) {
    return server
        .server()
        .principal(
            "user-" + NAMES.incrementAndGet(),
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":[\"%s\"]}]}"
                .formatted(String.join("\",\"", resources)));
  }

  private static StsClient sts(AccessKey key) {
    return server.server().sts(AwsBasicCredentials.create(key.id(), key.secret()));
  }

  private static AwsSessionCredentials aws(Credentials credentials) {
    return AwsSessionCredentials.create(
        credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
  }

  private static Credentials assume(StsClient sts, Consumer<AssumeRoleRequest.Builder> more) {
    return sts.assumeRole(
            b -> {
              b.roleArn(ROLE).roleSessionName("job-1");
              more.accept(b);
            })
        .credentials();
  }

  private static void assertRefused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StsException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.requestId()).isNotEmpty();
            });
  }

  @Test
  void everybodyCanAskWhoTheyAre() {
    AccessKey key = principal("*");
    try (StsClient sts = sts(key);
        StsClient root = sts(TestingServer.ROOT)) {
      assertThat(sts.getCallerIdentity().arn()).startsWith("arn:aws:iam::000000000000:user/user-");
      assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
      assertThat(sts.getCallerIdentity().userId()).isEqualTo(key.id());
      assertThat(root.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:root");
    }
  }

  @Test
  void aRoleIsTheCallersOwnRightsNarrowedByThePolicy() {
    String bucket = server.newBucket();
    String foreign = server.newBucket();
    String arn = "arn:aws:s3:::" + bucket + "/";
    try (StsClient sts = sts(principal(arn + "*"))) {
      Credentials whole = assume(sts, _ -> {});
      Credentials narrowed =
          assume(
              sts,
              b ->
                  b.policy(
                      ("{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":"
                              + "[\"%st/*\",\"arn:aws:s3:::%s/*\"]}]}")
                          .formatted(arn, foreign)));
      assertThat(whole.expiration())
          .isBetween(
              Instant.now().plus(55, ChronoUnit.MINUTES),
              Instant.now().plus(65, ChronoUnit.MINUTES));

      assertMay(whole, bucket, "other", true);
      assertMay(whole, foreign, "t/a", false);
      assertMay(narrowed, bucket, "t/a", true);
      assertMay(narrowed, bucket, "other", false);
      assertMay(narrowed, foreign, "t/a", false);
    }
  }

  private static void assertMay(Credentials credentials, String bucket, String key, boolean may) {
    try (S3Client s3 = server.server().s3(aws(credentials))) {
      ThrowingCallable put =
          () -> s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("x"));
      if (may) {
        assertThatCode(put).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(put)
            .isInstanceOfSatisfying(
                S3Exception.class,
                e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
      }
    }
  }

  @Test
  void aSessionOfASessionIsNeitherWiderNorLonger() {
    String bucket = server.newBucket();
    try (StsClient sts = sts(principal("*"))) {
      Credentials first =
          assume(
              sts,
              b ->
                  b.durationSeconds(900)
                      .policy(OWN_POLICY.formatted("arn:aws:s3:::" + bucket + "/t/*")));
      try (StsClient again = server.server().sts(aws(first))) {
        assertThat(again.getCallerIdentity().arn()).endsWith("/job-1").contains(":assumed-role/");
        Credentials second =
            assume(again, b -> b.durationSeconds(43_200).policy(OWN_POLICY.formatted("*")));
        assertThat(second.expiration()).isBeforeOrEqualTo(first.expiration());
        assertMay(second, bucket, "t/a", true);
        assertMay(second, bucket, "other", false);
      }
    }
  }

  @Test
  void aSessionTokenHasTheCallersRights() {
    String bucket = server.newBucket();
    try (StsClient sts = sts(principal("arn:aws:s3:::" + bucket + "/*"))) {
      assertMay(sts.getSessionToken(b -> b.durationSeconds(900)).credentials(), bucket, "a", true);
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    AccessKey key = principal("*");
    try (StsClient sts = sts(key);
        StsClient wrong = sts(new AccessKey(key.id(), "another-secret"));
        StsClient stranger = sts(new AccessKey("SLKNOBODY", "another-secret"))) {
      assertRefused(() -> assume(sts, b -> b.durationSeconds(899)), 400, "ValidationError");
      assertRefused(() -> assume(sts, b -> b.durationSeconds(43_201)), 400, "ValidationError");
      assertRefused(() -> assume(sts, b -> b.roleArn("any")), 400, "ValidationError");
      assertRefused(() -> assume(sts, b -> b.roleSessionName("a b")), 400, "ValidationError");
      assertRefused(
          () ->
              assume(
                  sts,
                  b ->
                      b.policyArns(
                          List.of(
                              PolicyDescriptorType.builder()
                                  .arn("arn:aws:iam::aws:policy/x")
                                  .build()))),
          400,
          "ValidationError");
      assertRefused(() -> assume(sts, b -> b.policy("{}")), 400, "MalformedPolicyDocument");
      assertRefused(
          () -> assume(sts, b -> b.policy(OWN_POLICY.formatted("*") + " ".repeat(2_048))),
          400,
          "PackedPolicyTooLarge");
      assertRefused(wrong::getCallerIdentity, 403, "SignatureDoesNotMatch");
      assertRefused(stranger::getCallerIdentity, 403, "InvalidClientTokenId");
      assertRefused(() -> sts.getFederationToken(b -> b.name("name")), 400, "InvalidAction");
    }
  }

  @Test
  void whoIsDeniedItGetsNone() {
    AccessKey key =
        server
            .server()
            .principal(
                "user-" + NAMES.incrementAndGet(),
                "{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"sts:*\",\"Resource\":\"*\"}]}");
    try (StsClient sts = sts(key)) {
      assertRefused(() -> assume(sts, _ -> {}), 403, "AccessDenied");
      assertRefused(() -> sts.getSessionToken(b -> b.durationSeconds(900)), 403, "AccessDenied");
      assertThat(sts.getCallerIdentity().userId()).isEqualTo(key.id());
    }
  }

  @Test
  void anUnsignedRequestIsRefused() {
    var answer =
        server.send(
            server
                .call("POST", "/")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body("Action=GetCallerIdentity&Version=2011-06-15"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("<Code>MissingAuthenticationToken</Code>");
  }
}

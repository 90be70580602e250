package io.sluice.gateway.sts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingClock;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.AwsChunked;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.SigV2;
import io.sluice.manager.record.Keys;
import io.sluice.manager.secret.AccessKey;
import io.sluice.manager.session.SessionCredentials;
import io.sluice.manager.session.SessionRequest;
import io.sluice.protocol.DeletePrincipalRequest;
import io.sluice.protocol.EnablePrincipalRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.RotatePrincipalRequest;
import io.sluice.store.Transaction;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What sessions that were vended for a prefix may do, and what ends them. */
class SessionIT {
  private static final TestingClock CLOCK = TestingClock.atThisMoment();

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().clock(CLOCK));

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration HOUR = Duration.ofHours(1);

  private static String policy(String bucket, String prefix) {
    return """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject",
             "s3:AbortMultipartUpload","s3:ListMultipartUploadParts"],
           "Resource":"arn:aws:s3:::%1$s/%2$s*"},
          {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::%1$s",
           "Condition":{"StringLike":{"s3:prefix":"%2$s*"}}}]}"""
        .formatted(bucket, prefix);
  }

  private static AccessKey principal() {
    return server.server().principal(newName(), "");
  }

  private static String newName() {
    return "user-" + NAMES.incrementAndGet();
  }

  private static SessionCredentials vend(AccessKey principal, String policy) {
    return server
        .server()
        .sessions()
        .issue(SessionRequest.vended(principal.id(), policy, HOUR, Map.of()))
        .orElseThrow();
  }

  private static void assertDenied(ThrowingCallable call) {
    assertRefused(call, 403, "AccessDenied");
  }

  private static void assertRefused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              // the answer to a HEAD has no body, and so no code
              if (e.awsErrorDetails() != null && e.awsErrorDetails().errorCode() != null) {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              }
            });
  }

  @Test
  void insideItsPrefixEverythingWorks() {
    String bucket = server.newBucket();
    try (S3Client s3 = server.server().s3(vend(principal(), policy(bucket, "t/")))) {
      s3.putObject(b -> b.bucket(bucket).key("t/a"), RequestBody.fromString("one"));
      s3.copyObject(
          b ->
              b.sourceBucket(bucket)
                  .sourceKey("t/a")
                  .destinationBucket(bucket)
                  .destinationKey("t/b"));
      assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/b")).asUtf8String())
          .isEqualTo("one");
      assertThat(s3.listObjectsV2(b -> b.bucket(bucket).prefix("t/")).contents()).hasSize(2);
      String upload = s3.createMultipartUpload(b -> b.bucket(bucket).key("t/m")).uploadId();
      String etag =
          s3.uploadPart(
                  b -> b.bucket(bucket).key("t/m").uploadId(upload).partNumber(1),
                  RequestBody.fromString("part"))
              .eTag();
      s3.completeMultipartUpload(
          b ->
              b.bucket(bucket)
                  .key("t/m")
                  .uploadId(upload)
                  .multipartUpload(
                      m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
      assertThat(deleteMany(s3, bucket, "t/a", "t/b", "t/m")).isEmpty();
      assertThat(s3.listObjectsV2(b -> b.bucket(bucket).prefix("t/")).contents()).isEmpty();
    }
  }

  private static List<String> deleteMany(S3Client s3, String bucket, String... keys) {
    List<ObjectIdentifier> objects =
        List.of(keys).stream().map(k -> ObjectIdentifier.builder().key(k).build()).toList();
    return s3
        .deleteObjects(b -> b.bucket(bucket).delete(Delete.builder().objects(objects).build()))
        .errors()
        .stream()
        .map(e -> e.key() + " " + e.code())
        .toList();
  }

  @Test
  void outsideItsPrefixNothingWorks() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "other", "secret"));
    server.ok(server.put(bucket, "t2/a", "secret"));
    server.ok(server.put(bucket, "t/a", "mine"));
    String foreignUpload;
    try (S3Client root = server.server().s3()) {
      foreignUpload = root.createMultipartUpload(b -> b.bucket(bucket).key("t2/m")).uploadId();
    }
    try (S3Client s3 = server.server().s3(vend(principal(), policy(bucket, "t/")))) {
      for (String key : List.of("other", "t2/a", "t", "../t/a", "T/a")) {
        assertDenied(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)));
      }
    }
    try (S3Client s3 = server.server().s3(vend(principal(), policy(bucket, "t/")))) {
      assertDenied(() -> s3.headObject(b -> b.bucket(bucket).key("t2/a")));
      assertDenied(
          () -> s3.putObject(b -> b.bucket(bucket).key("t2/b"), RequestBody.fromString("x")));
      assertDenied(() -> s3.deleteObject(b -> b.bucket(bucket).key("t2/a")));
      assertDenied(() -> s3.listObjectsV2(b -> b.bucket(bucket)));
      assertDenied(() -> s3.listObjectsV2(b -> b.bucket(bucket).prefix("t")));
      assertDenied(() -> s3.listObjectsV2(b -> b.bucket(bucket).prefix("t2/")));
      assertDenied(() -> s3.listObjects(b -> b.bucket(bucket).prefix("")));
      assertDenied(() -> s3.listMultipartUploads(b -> b.bucket(bucket)));
      assertDenied(
          () ->
              s3.copyObject(
                  b ->
                      b.sourceBucket(bucket)
                          .sourceKey("t2/a")
                          .destinationBucket(bucket)
                          .destinationKey("t/stolen")));
      assertDenied(
          () ->
              s3.copyObject(
                  b ->
                      b.sourceBucket(bucket)
                          .sourceKey("t/a")
                          .destinationBucket(bucket)
                          .destinationKey("t2/a")));
      assertDenied(() -> s3.createMultipartUpload(b -> b.bucket(bucket).key("t2/m")));
      assertDenied(
          () ->
              s3.uploadPart(
                  b -> b.bucket(bucket).key("t2/m").uploadId(foreignUpload).partNumber(1),
                  RequestBody.fromString("x")));
      String upload = s3.createMultipartUpload(b -> b.bucket(bucket).key("t/m")).uploadId();
      assertDenied(
          () ->
              s3.uploadPartCopy(
                  b ->
                      b.sourceBucket(bucket)
                          .sourceKey("t2/a")
                          .destinationBucket(bucket)
                          .destinationKey("t/m")
                          .uploadId(upload)
                          .partNumber(1)));
      assertThat(deleteMany(s3, bucket, "t2/a", "other"))
          .containsExactlyInAnyOrder("t2/a AccessDenied", "other AccessDenied");
      assertDenied(s3::listBuckets);
      assertDenied(() -> s3.headBucket(b -> b.bucket(bucket)));
      assertDenied(() -> s3.deleteBucket(b -> b.bucket(bucket)));
      assertDenied(() -> s3.getBucketPolicy(b -> b.bucket(bucket)));
      assertDenied(() -> s3.createBucket(b -> b.bucket("bucket-of-a-session")));
      assertDenied(
          () ->
              s3.putObjectTagging(
                  b -> b.bucket(bucket).key("t2/a").tagging(t -> t.tagSet(List.of()))));
    }
    assertThat(server.ok(server.get(bucket, "t2/a")).text()).isEqualTo("secret");
  }

  @Test
  void dotsAndEncodedSlashesLeadNowhereElse() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "other", "secret"));
    AccessKey principal = principal();
    SessionCredentials session = vend(principal, policy(bucket, "t/"));

    for (String target :
        List.of(
            "/t/../other",
            "/t/%2e%2e/other",
            "/t%2f..%2fother",
            "/t%2F%2E%2E%2Fother",
            "//other",
            "/t/../../" + bucket + "/other")) {
      var answer =
          server.send(
              server
                  .signer(new AccessKey(session.accessKeyId(), session.secretAccessKey()))
                  .sign(
                      server
                          .call("GET", "/" + bucket + target)
                          .header("x-amz-security-token", session.sessionToken())));
      // a key is its bytes, so what starts with the prefix is a key below it, and not there
      assertThat(answer.status()).as(target).isIn(403, 404, 400);
      assertThat(answer.text()).doesNotContain("secret");
    }
  }

  @Test
  void aPrincipalsOwnAndTheBucketsRightsAddNothingToAVendedSession() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "t/a", "one"));
    server.ok(server.put(bucket, "other", "two"));
    server.ok(
        server
            .call("PUT", "/" + bucket + "?policy")
            .body(
                """
                {"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
                "Resource":"arn:aws:s3:::%1$s/*"},{"Effect":"Deny","Principal":"*",
                "Action":"s3:GetObject","Resource":"arn:aws:s3:::%1$s/t/closed"}]}"""
                    .formatted(bucket)));
    server.ok(server.put(bucket, "t/closed", "three"));
    AccessKey all =
        server
            .server()
            .principal(
                newName(),
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}");

    try (S3Client s3 = server.server().s3(vend(all, policy(bucket, "t/")))) {
      assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a")).asUtf8String())
          .isEqualTo("one");
      assertDenied(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("other")));
      assertDenied(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/closed")));
    }
  }

  @Test
  void itEndsWhenItsTimeIsUp() {
    String bucket = server.newBucket();
    try (S3Client s3 = server.server().s3(vend(principal(), policy(bucket, "t/")))) {
      s3.putObject(b -> b.bucket(bucket).key("t/a"), RequestBody.fromString("one"));
    }
    SessionCredentials session =
        server
            .server()
            .sessions()
            .issueForRoot(
                SessionRequest.vended("", policy(bucket, "t/"), Duration.ofMillis(1), Map.of()));
    CLOCK.advance(Duration.ofSeconds(1));
    try (S3Client s3 = server.server().s3(session)) {
      assertRefused(
          () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a")), 400, "ExpiredToken");
    }
  }

  @Test
  void aRevokedGuardEndsItAtTheNextRequest() {
    String bucket = server.newBucket();
    AccessKey principal = principal();
    SessionCredentials session =
        server
            .server()
            .sessions()
            .issue(
                SessionRequest.vended(
                    principal.id(), policy(bucket, "t/"), HOUR, Map.of("catalog-role/c/r", 0L)))
            .orElseThrow();
    try (S3Client s3 = server.server().s3(session)) {
      s3.putObject(b -> b.bucket(bucket).key("t/a"), RequestBody.fromString("one"));
      server
          .server()
          .store()
          .commit(
              Transaction.builder()
                  .put(Keys.revocations("catalog-role/c/r"), Keys.number(1))
                  .build());
      assertRefused(
          () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a")), 400, "ExpiredToken");
    }
  }

  @Test
  void whatBecomesOfThePrincipalBecomesOfItsSessions() {
    String bucket = server.newBucket();
    String name = newName();
    AccessKey principal = server.server().principal(name, "");
    try (S3Client s3 = server.server().s3(vend(principal, policy(bucket, "t/")))) {
      s3.putObject(b -> b.bucket(bucket).key("t/a"), RequestBody.fromString("one"));
      enable(name, false);
      assertRefused(
          () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a")), 403, "InvalidAccessKeyId");
      assertThat(
              server
                  .server()
                  .sessions()
                  .issue(
                      SessionRequest.vended(principal.id(), policy(bucket, "t/"), HOUR, Map.of())))
          .isEmpty();
      enable(name, true);
      s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a"));
      server
          .server()
          .command(
              Request.newBuilder()
                  .setRotatePrincipal(RotatePrincipalRequest.newBuilder().setName(name))
                  .build());
      assertRefused(
          () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a")), 400, "ExpiredToken");
    }
    try (S3Client s3 = server.server().s3(vend(principal, policy(bucket, "t/")))) {
      server
          .server()
          .command(
              Request.newBuilder()
                  .setDeletePrincipal(DeletePrincipalRequest.newBuilder().setName(name))
                  .build());
      assertRefused(
          () -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("t/a")), 403, "InvalidAccessKeyId");
    }
  }

  private static void enable(String name, boolean enabled) {
    server
        .server()
        .command(
            Request.newBuilder()
                .setEnablePrincipal(
                    EnablePrincipalRequest.newBuilder().setName(name).setEnabled(enabled))
                .build());
  }

  @Test
  void presignedUrlsAndSigV2CarryTheToken() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "t/a", "one"));
    server.ok(server.put(bucket, "other", "two"));
    SessionCredentials session = vend(principal(), policy(bucket, "t/"));
    AccessKey key = new AccessKey(session.accessKeyId(), session.secretAccessKey());

    Call inside =
        server.call("GET", "/" + bucket + "/t/a?X-Amz-Security-Token=" + session.sessionToken());
    Call outside =
        server.call("GET", "/" + bucket + "/other?X-Amz-Security-Token=" + session.sessionToken());
    assertThat(server.send(server.signer(key).presign(inside, 60)).text()).isEqualTo("one");
    assertThat(server.send(server.signer(key).presign(outside, 60)).status()).isEqualTo(403);
    // without its token nobody knows the key
    assertThat(server.send(server.signer(key).presign(server.get(bucket, "t/a"), 60)).text())
        .contains("InvalidAccessKeyId");

    Call old =
        server
            .get(bucket, "t/a")
            .header("Date", RFC_1123_DATE_TIME.format(CLOCK.instant().atOffset(ZoneOffset.UTC)))
            .header("x-amz-security-token", session.sessionToken());
    SigV2 version2 = new SigV2(key.id(), key.secret(), "");
    assertThat(server.send(version2.sign(old)).text()).isEqualTo("one");
  }

  @Test
  void chunksThatAreSignedWithTheSessionsKeyAreTaken() {
    String bucket = server.newBucket();
    SessionCredentials session = vend(principal(), policy(bucket, "t/"));
    AccessKey key = new AccessKey(session.accessKeyId(), session.secretAccessKey());
    AwsChunked chunks = AwsChunked.of("hello".repeat(20_000).getBytes(UTF_8), 8192);

    Call inside =
        server
            .call("PUT", "/" + bucket + "/t/chunks")
            .header("x-amz-security-token", session.sessionToken());
    Call outside =
        server
            .call("PUT", "/" + bucket + "/other")
            .header("x-amz-security-token", session.sessionToken());
    server.okAsItIs(chunks.signed(server.signer(key), inside));
    assertThat(server.ok(server.get(bucket, "t/chunks")).text()).hasSize(100_000);
    assertThat(server.send(chunks.signed(server.signer(key), outside)).status()).isEqualTo(403);
  }

  @Test
  void aStolenTokenIsOfNoUseWithAnotherKey() {
    String bucket = server.newBucket();
    SessionCredentials session = vend(principal(), policy(bucket, "t/"));
    SessionCredentials other = vend(principal(), policy(bucket, "u/"));
    AccessKey principal = principal();

    for (AccessKey key :
        List.of(
            new AccessKey(session.accessKeyId(), other.secretAccessKey()),
            new AccessKey(other.accessKeyId(), other.secretAccessKey()),
            principal)) {
      var answer =
          server.send(
              server
                  .signer(key)
                  .sign(
                      server
                          .put(bucket, "t/a", "x".getBytes(UTF_8))
                          .header("x-amz-security-token", session.sessionToken())));
      assertThat(answer.status()).isIn(400, 403);
      assertThat(answer.text()).containsAnyOf("InvalidToken", "SignatureDoesNotMatch");
    }
  }
}

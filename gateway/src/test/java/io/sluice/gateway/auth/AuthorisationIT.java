package io.sluice.gateway.auth;

import static io.sluice.gateway.RunningServer.allow;
import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.AwsChunked;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.SigV4;
import io.sluice.manager.secret.AccessKey;
import io.sluice.protocol.EnablePrincipalRequest;
import io.sluice.protocol.Request;
import io.sluice.protocol.RotatePrincipalRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: anonymous callers, and principals by their own and by bucket policies. */
class AuthorisationIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String bucketWithKey() {
    String bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
    return bucket;
  }

  private static void setPolicy(String bucket, String... statements) {
    server.ok(
        server
            .call("PUT", "/" + bucket + "?policy")
            .body(
                "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}"
                    .formatted(String.join(",", statements))));
  }

  private static String statement(String effect, String principal, String action, String resource) {
    return "{\"Effect\":\"%s\",\"Principal\":%s,\"Action\":\"%s\",\"Resource\":\"arn:aws:s3:::%s\"}"
        .formatted(effect, principal, action, resource);
  }

  // 24
  @ParameterizedTest
  @CsvSource({
    "GET, /",
    "GET, /{b}",
    "HEAD, /{b}",
    "PUT, /{b}",
    "DELETE, /{b}",
    "GET, /{b}?location",
    "GET, /{b}?uploads",
    "GET, /{b}?list-type=2",
    "GET, /{b}?policy",
    "GET, /{b}/key",
    "HEAD, /{b}/key",
    "DELETE, /{b}/key",
    "GET, /{b}/key?attributes",
    "POST, /{b}/key?uploads",
    "GET, /{b}/missing",
    "GET, /no-such-bucket",
    "GET, /no-such-bucket/key",
    "HEAD, /no-such-bucket",
    "DELETE, /no-such-bucket/key"
  })
  void anUnsignedRequestIsDenied(String method, String target) {
    String bucket = bucketWithKey();
    Call call =
        server
            .call(method, target.replace("{b}", bucket))
            .header("x-amz-object-attributes", "ETag");
    Answer answer = server.send(call);
    if (method.equals("HEAD")) {
      assertThat(answer).hasStatus(403).hasNoBody();
    } else {
      assertThat(answer).isError(403, "AccessDenied").hasFields();
    }
  }

  // 24
  @Test
  void anUnsignedUploadIsDenied() {
    String bucket = bucketWithKey();
    assertThat(server.send(server.put(bucket, "new", "x"))).isError(403, "AccessDenied");
    assertThat(server.send(server.put(bucket, "new", new byte[1 << 20])))
        .isError(403, "AccessDenied");
    assertThat(server.send(server.put("no-such-bucket", "new", "x"))).isError(403, "AccessDenied");
    assertThat(server.signed(server.get(bucket, "new"))).isError(404, "NoSuchKey");
  }

  @Test
  void aBucketPolicyLetsAnybodyReadWhatItSays() {
    String bucket = bucketWithKey();
    server.ok(server.put(bucket, "secret", "x"));
    setPolicy(bucket, statement("Allow", "\"*\"", "s3:GetObject", bucket + "/k*"));
    assertThat(server.send(server.get(bucket, "key"))).hasStatus(200).hasBody("content");
    assertThat(server.send(server.head(bucket, "key"))).hasStatus(200);
    assertThat(server.send(server.get(bucket, "secret"))).isError(403, "AccessDenied");
    assertThat(server.send(server.put(bucket, "key", "y"))).isError(403, "AccessDenied");
    assertThat(server.send(server.delete(bucket, "key"))).isError(403, "AccessDenied");
    assertThat(server.send(server.call("GET", "/" + bucket))).isError(403, "AccessDenied");
    // whether there is one, only those learn that may list
    assertThat(server.send(server.get(bucket, "kmissing"))).isError(403, "AccessDenied");
    assertThat(server.send(server.head(bucket, "kmissing"))).hasStatus(403).hasNoBody();
  }

  @Test
  void aBucketPolicyLetsAnybodyListAndSoSeeWhatIsMissing() {
    String bucket = bucketWithKey();
    setPolicy(
        bucket,
        statement("Allow", "\"*\"", "s3:GetObject", bucket + "/*"),
        statement("Allow", "{\"AWS\":\"*\"}", "s3:ListBucket", bucket));
    assertThat(server.send(server.get(bucket, "missing")))
        .isError(404, "NoSuchKey")
        .hasFields("Key", "missing");
    assertThat(server.send(server.head(bucket, "missing"))).hasStatus(404).hasNoBody();
    assertThat(server.send(server.call("GET", "/" + bucket))).hasStatus(200);
  }

  // 34
  @Test
  void anAnonymousUploadIsUnsignedHoweverItIsCut() {
    String bucket = bucketWithKey();
    setPolicy(bucket, statement("Allow", "\"*\"", "s3:PutObject", bucket + "/*"));
    assertThat(server.send(server.put(bucket, "plain", "x"))).hasStatus(200);
    Call put = server.call("PUT", "/" + bucket + "/chunks");
    AwsChunked chunks =
        AwsChunked.of("hello".getBytes(UTF_8), 8192).trailer("x-amz-checksum-crc32", "NhCmhg==");
    assertThat(server.send(chunks.unsigned(put))).hasStatus(200);
    assertThat(server.signed(server.get(bucket, "chunks"))).hasBody("hello");
    for (String mode :
        List.of(
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")) {
      assertThat(server.send(chunks.unsigned(put).replace("x-amz-content-sha256", mode)))
          .isError(400, "InvalidRequest");
    }
  }

  // 23
  @ParameterizedTest
  @ValueSource(
      strings = {
        "response-content-type",
        "response-content-language",
        "response-expires",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding"
      })
  void responseHeadersCannotBeChosenAnonymously(String parameter) {
    String bucket = bucketWithKey();
    setPolicy(bucket, statement("Allow", "\"*\"", "s3:GetObject", bucket + "/*"));
    Call get = server.get(bucket, "key").query(parameter + "=x");
    assertThat(server.send(get))
        .isError(400, "InvalidRequest")
        .hasMessage("Request specific response headers cannot be used for anonymous GET requests.")
        .hasFields();
    assertThat(server.signed(get)).hasStatus(200);
  }

  // 24
  @Test
  void aPrincipalSeesOnlyWhatIsGranted() {
    String bucket = bucketWithKey();
    SigV4 nobody = server.principal("nobody");
    SigV4 reader = server.principal("reader", allow(bucket + "/*", "s3:GetObject"));
    SigV4 lister =
        server.principal(
            "lister", allow(bucket + "/*", "s3:GetObject"), allow(bucket, "s3:ListBucket"));
    Call get = server.get(bucket, "key");
    Call missing = server.get(bucket, "missing");
    assertThat(server.send(nobody.sign(get))).isError(403, "AccessDenied");
    assertThat(server.send(nobody.sign(missing))).isError(403, "AccessDenied");
    assertThat(server.send(reader.sign(get))).hasStatus(200);
    assertThat(server.send(reader.sign(missing))).isError(403, "AccessDenied");
    assertThat(server.send(reader.sign(server.call("GET", "/" + bucket))))
        .isError(403, "AccessDenied");
    assertThat(server.send(lister.sign(missing))).isError(404, "NoSuchKey");
    assertThat(server.send(lister.sign(server.put(bucket, "key", "x"))))
        .isError(403, "AccessDenied");
    assertThat(server.send(lister.sign(server.delete(bucket, "key")))).isError(403, "AccessDenied");
  }

  // 24
  @Test
  void aMissingBucketIsToldOnlyToThoseThatMay() {
    SigV4 stranger = server.principal("stranger");
    SigV4 admin = server.principal("admin", allow("*", "s3:*"));
    for (Call call :
        List.of(
            server.call("GET", "/no-such-bucket"),
            server.get("no-such-bucket", "key"),
            server.put("no-such-bucket", "key", "x"),
            server.put("no-such-bucket", "key", new byte[1 << 20]),
            server.delete("no-such-bucket", "key"),
            server.call("DELETE", "/no-such-bucket"),
            server.call("POST", "/no-such-bucket/key?uploads"),
            server.call("GET", "/no-such-bucket?uploads"),
            server.call("GET", "/no-such-bucket?location"))) {
      assertThat(server.send(stranger.sign(call))).isError(403, "AccessDenied");
      assertThat(server.send(admin.sign(call)))
          .isError(404, "NoSuchBucket")
          .hasMessage("The specified bucket does not exist")
          .hasFields("BucketName", "no-such-bucket");
    }
  }

  @Test
  void aDenialOutweighsWhatIsGranted() {
    String bucket = bucketWithKey();
    server.ok(server.put(bucket, "private/key", "x"));
    SigV4 reader = server.principal("reader-of-all", allow(bucket + "/*", "s3:GetObject"));
    setPolicy(bucket, statement("Deny", "\"*\"", "s3:GetObject", bucket + "/private/*"));
    assertThat(server.send(reader.sign(server.get(bucket, "key")))).hasStatus(200);
    assertThat(server.send(reader.sign(server.get(bucket, "private/key"))))
        .isError(403, "AccessDenied");
    // lest one lock oneself out
    assertThat(server.signed(server.get(bucket, "private/key"))).hasStatus(200);
  }

  @Test
  void aBucketPolicyGrantsToOnePrincipal() {
    String bucket = bucketWithKey();
    SigV4 alice = server.principal("alice");
    SigV4 bob = server.principal("bob");
    setPolicy(
        bucket,
        statement(
            "Allow", "{\"AWS\":\"arn:aws:iam:::user/alice\"}", "s3:GetObject", bucket + "/*"));
    assertThat(server.send(alice.sign(server.get(bucket, "key")))).hasStatus(200);
    assertThat(server.send(bob.sign(server.get(bucket, "key")))).isError(403, "AccessDenied");
    assertThat(server.send(server.get(bucket, "key"))).isError(403, "AccessDenied");
  }

  @Test
  void aListIsGrantedByPrefix() {
    String bucket = bucketWithKey();
    SigV4 lister =
        server.principal(
            "lister-of-a",
            "{\"Effect\":\"Allow\",\"Action\":\"s3:ListBucket\",\"Resource\":\"arn:aws:s3:::%s\","
                    .formatted(bucket)
                + "\"Condition\":{\"StringLike\":{\"s3:prefix\":\"a/*\"}}}");
    assertThat(server.send(lister.sign(server.call("GET", "/" + bucket + "?prefix=a%2Fb"))))
        .hasStatus(200);
    assertThat(server.send(lister.sign(server.call("GET", "/" + bucket + "?list-type=2&prefix=b"))))
        .isError(403, "AccessDenied");
    assertThat(server.send(lister.sign(server.call("GET", "/" + bucket))))
        .isError(403, "AccessDenied");
  }

  @Test
  void aCopyTakesBothRights() {
    String from = bucketWithKey();
    String to = server.newBucket();
    SigV4 reader = server.principal("copy-reader", allow(from + "/*", "s3:GetObject"));
    SigV4 writer = server.principal("copy-writer", allow(to + "/*", "s3:PutObject"));
    SigV4 both =
        server.principal(
            "copier", allow(from + "/*", "s3:GetObject"), allow(to + "/*", "s3:PutObject"));
    Call copy =
        server.call("PUT", "/" + to + "/copy").header("x-amz-copy-source", "/" + from + "/key");
    assertThat(server.send(reader.sign(copy))).isError(403, "AccessDenied");
    assertThat(server.send(writer.sign(copy))).isError(403, "AccessDenied");
    assertThat(server.send(both.sign(copy))).hasStatus(200);
  }

  @Test
  void deletingManyIsDecidedKeyByKey() {
    String bucket = bucketWithKey();
    server.ok(server.put(bucket, "kept", "x"));
    SigV4 deleter = server.principal("deleter", allow(bucket + "/key", "s3:DeleteObject"));
    Call delete =
        server
            .call("POST", "/" + bucket + "?delete")
            .body(
                "<Delete><Object><Key>key</Key></Object><Object><Key>kept</Key></Object></Delete>")
            .header("x-amz-checksum-crc32", "AAAAAA==");
    assertThat(server.send(deleter.sign(delete))).isError(400, "BadDigest");
    Answer answer = server.send(deleter.sign(withMd5(delete)));
    assertThat(answer).hasStatus(200);
    assertThat(answer.xml().texts("Deleted", "Key")).containsExactly("key");
    assertThat(answer.xml().texts("Error", "Key")).containsExactly("kept");
    assertThat(answer.xml().texts("Error", "Code")).containsExactly("AccessDenied");
    assertThat(server.signed(server.get(bucket, "kept"))).hasStatus(200);
  }

  private static Call withMd5(Call call) {
    return call.without("x-amz-checksum-crc32").header("Content-MD5", Digests.md5(call.body()));
  }

  @Test
  void aDisabledKeyFailsOnTheVeryNextRequestOfItsConnection() throws IOException {
    String bucket = bucketWithKey();
    SigV4 reader = server.principal("soon-disabled", allow(bucket + "/*", "s3:GetObject"));
    Call get = reader.sign(server.get(bucket, "key"));
    try (Connection connection = server.connect()) {
      assertThat(connection.exchange(get)).hasStatus(200);
      enable("soon-disabled", false);
      assertThat(connection.exchange(get))
          .isError(403, "InvalidAccessKeyId")
          .hasFields("AWSAccessKeyId", reader.accessKeyId());
      enable("soon-disabled", true);
      assertThat(connection.exchange(get)).hasStatus(200);
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
  void aRotatedSecretIsTheOnlyOneFromThenOn() throws IOException {
    String bucket = bucketWithKey();
    SigV4 before = server.principal("rotated", allow(bucket + "/*", "s3:GetObject"));
    try (Connection connection = server.connect()) {
      assertThat(connection.exchange(before.sign(server.get(bucket, "key")))).hasStatus(200);
      String secret =
          server
              .server()
              .command(
                  Request.newBuilder()
                      .setRotatePrincipal(RotatePrincipalRequest.newBuilder().setName("rotated"))
                      .build())
              .getPrincipalSecret()
              .getSecretAccessKey();
      SigV4 after = server.signer(new AccessKey(before.accessKeyId(), secret));
      assertThat(connection.exchange(before.sign(server.get(bucket, "key"))))
          .isError(403, "SignatureDoesNotMatch");
      assertThat(connection.exchange(after.sign(server.get(bucket, "key")))).hasStatus(200);
    }
  }

  // 1
  @Test
  void anAccessKeyOfAnyLengthIsUnknown() {
    String bucket = bucketWithKey();
    for (int length : new int[] {1, 128, 129, 6000}) {
      SigV4 stranger =
          new SigV4("K".repeat(length), "x", TestingServer.REGION, InstantSource.system());
      assertThat(server.send(stranger.sign(server.get(bucket, "key"))))
          .isError(403, "InvalidAccessKeyId")
          .hasFields("AWSAccessKeyId", stranger.accessKeyId());
    }
  }

  // what else is wrong with a request is told to nobody that did not sign it
  @ParameterizedTest
  @CsvSource({
    "GET, /{b}/key?partNumber=0", "GET, /{b}?max-keys=-1", "GET, /{b}?encoding-type=x",
    "PUT, /{b}/key?partNumber=x&uploadId=y", "POST, /{b}/key?uploadId=x", "POST, /{b}?delete",
    "GET, /{b}/key?versionId=x", "GET, /{b}/key?attributes"
  })
  void aBadSignatureComesBeforeBadArguments(String method, String target) {
    String bucket = bucketWithKey();
    Call call = server.call(method, target.replace("{b}", bucket)).body("");
    SigV4 wrong =
        server.signer(new AccessKey(TestingServer.ROOT.id(), "not-the-secret-of-the-root"));
    assertThat(server.send(wrong.sign(call))).isError(403, "SignatureDoesNotMatch");
    assertThat(server.signed(call).status()).isIn(400, 404);
  }
}

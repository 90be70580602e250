package io.sluice.gateway.body;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.SigV4;
import io.sluice.manager.secret.AccessKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body is asked for only once it is known that it may be taken (row 25 of the sheet). */
class ExpectContinueIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "existing", "content"));
  }

  private static Answer exchange(Call signed) {
    try (Connection connection = server.connect()) {
      return connection.exchangeWhenInvited(signed.header("Expect", "100-continue"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Call put(int size) {
    return server.put(bucket, "key", new byte[size]);
  }

  /** Every request whose body is read, each with a body that is good. */
  private static List<Call> all() {
    String upload =
        server.ok(server.call("POST", "/" + bucket + "/upload?uploads")).xml().text("UploadId");
    String part = RunningServer.path(bucket, "upload") + "?partNumber=1&uploadId=" + upload;
    String etag = server.ok(server.call("PUT", part).body("part")).header("ETag");
    String delete = "<Delete><Object><Key>none</Key></Object></Delete>";
    List<Call> calls = new ArrayList<>();
    calls.add(put(10));
    calls.add(put(TestingServer.INLINE_LIMIT + 1));
    calls.add(server.call("PUT", part).body("part"));
    calls.add(
        server
            .call("POST", RunningServer.path(bucket, "upload") + "?uploadId=" + upload)
            .body(
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
                    .formatted(etag)));
    calls.add(
        server
            .call("POST", "/" + bucket + "?delete")
            .body(delete)
            .header("Content-MD5", Digests.md5(delete.getBytes(UTF_8))));
    calls.add(
        server
            .call("PUT", "/" + server.newBucket() + "?policy")
            .body(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}"));
    calls.add(
        server
            .call("PUT", "/made-by-invitation")
            .body(
                "<CreateBucketConfiguration><LocationConstraint>eu-test-1</LocationConstraint></CreateBucketConfiguration>"));
    return calls;
  }

  @Test
  void everyBodyThatMayBeTakenIsInvited() {
    for (Call call : all()) {
      Answer answer = exchange(server.root().sign(call));
      assertThat(answer.status()).as(answer::text).isIn(200, 204);
      assertThat(answer.invited()).isTrue();
    }
  }

  @Test
  void nobodyIsInvitedWhoseSignatureIsBad() {
    SigV4 wrong = server.signer(new AccessKey(TestingServer.ROOT.id(), "wrong-secret-access-key"));
    for (Call call : all()) {
      Answer answer = exchange(wrong.sign(call));
      assertThat(answer).isError(403, "SignatureDoesNotMatch");
      assertThat(answer.invited()).isFalse();
    }
  }

  @Test
  void nobodyIsInvitedWhoMayNotDoIt() {
    SigV4 nobody = server.principal("nobody");
    for (Call call : all()) {
      Answer answer = exchange(nobody.sign(call));
      if (call.target().endsWith("?delete")) {
        // which objects it is about stands in the body
        assertThat(answer).hasStatus(200);
        assertThat(answer.xml().texts("Error", "Code")).containsExactly("AccessDenied");
      } else {
        assertThat(answer).isError(403, "AccessDenied");
        assertThat(answer.invited()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, TestingServer.INLINE_LIMIT + 1})
  void nobodyIsInvitedToWhatWouldFail(int size) {
    Call put = put(size);
    assertRefused(server.put("no-such-bucket", "key", new byte[size]), 404, "NoSuchBucket");
    assertRefused(
        server.put(bucket, "existing", new byte[size]).header("If-None-Match", "*"),
        412,
        "PreconditionFailed");
    assertRefused(put.header("If-Match", "abc"), 404, "NoSuchKey");
    assertRefused(put.header("Content-MD5", "x"), 400, "InvalidDigest");
    assertRefused(put.header("x-amz-checksum-crc32", "x"), 400, "InvalidRequest");
    assertRefused(put.header("x-amz-acl", "public-read"), 400, "AccessControlListNotSupported");
    assertRefused(put.header("x-amz-meta-a", "b".repeat(2048)), 400, "MetadataTooLarge");
    assertRefused(put.query("partNumber=0&uploadId=x"), 400, "InvalidArgument");
    assertRefused(put.query("partNumber=1&uploadId=x"), 404, "NoSuchUpload");
    assertRefused(put.query("acl"), 501, "NotImplemented");
  }

  // 67
  @Test
  void nobodyIsInvitedToSendMoreThanAnObjectMayHave() {
    assertRefused(put(0).replace("Content-Length", "5368709121"), 400, "EntityTooLarge");
  }

  private static void assertRefused(Call call, int status, String code) {
    Answer answer = exchange(server.root().sign(call));
    assertThat(answer).isError(status, code);
    assertThat(answer.invited()).isFalse();
  }

  @Test
  void aConnectionGoesOnBehindAnInvitedBody() throws IOException {
    try (Connection connection = server.connect()) {
      for (int i = 0; i < 3; i++) {
        Call put = server.root().sign(put(100)).header("Expect", "100-continue");
        Answer answer = connection.exchangeWhenInvited(put);
        assertThat(answer).hasStatus(200);
        assertThat(answer.invited()).isTrue();
      }
    }
  }
}

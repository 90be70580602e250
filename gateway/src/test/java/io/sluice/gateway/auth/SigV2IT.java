package io.sluice.gateway.auth;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingClock;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.SigV2;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication by the version before 4, in the header and in URLs. */
class SigV2IT {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String DATE = "Sun, 22 Nov 2026 12:00:00 GMT";

  @RegisterExtension
  static final RunningServer server =
      new RunningServer(TestingServer.Setup.usual().clock(new TestingClock(NOW)));

  private static final SigV2 SIGNER =
      new SigV2(TestingServer.ROOT.id(), TestingServer.ROOT.secret(), "");

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
  }

  private static Call get() {
    return server.get(bucket, "key").header("Date", DATE);
  }

  @Test
  void aSignedGetIsAnswered() {
    assertThat(server.send(SIGNER.sign(get()))).hasStatus(200).hasBody("content");
  }

  @Test
  void aSignedPutIsStored() {
    Call put =
        server
            .put(bucket, "put", "by version 2")
            .header("Date", DATE)
            .header("Content-Type", "text/plain")
            .header("Content-MD5", "aBbgRMKjYlYNmFVzyHkF+Q==")
            .header("x-amz-meta-b", " two ")
            .header("X-Amz-Meta-A", "one")
            .header("x-amz-meta-b", "three")
            .header("x-amz-meta-utf8", Encoding.header("grüße €"));
    assertThat(server.send(SIGNER.sign(put.without("Content-MD5")))).hasStatus(200);
    assertThat(server.send(SIGNER.sign(get().target("/" + bucket + "/put"))))
        .hasBody("by version 2")
        .hasHeader("x-amz-meta-b", "two,three");
    assertThat(server.send(SIGNER.sign(put))).isError(400, "BadDigest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?location",
        "?uploads&prefix=a",
        "?prefix=a&delimiter=%2F&marker=b",
        "/key?response-content-type=text%2Fplain%3B%20charset%3Dutf-8",
        "/key?partNumber=1&versionId=null",
        "/a//b/../%C3%A9%20+"
      })
  void subResourcesAreSignedAndOtherParametersAreNot(String target) {
    server.ok(server.call("PUT", "/" + bucket + "/a//b/../%C3%A9%20+").body("x"));
    Call call = server.call("GET", "/" + bucket + target).header("Date", DATE);
    assertThat(server.send(SIGNER.sign(call)).status()).isIn(200, 206);
  }

  @Test
  void aBucketInTheHostIsSignedAheadOfThePath() {
    SigV2 hosted = new SigV2(TestingServer.ROOT.id(), TestingServer.ROOT.secret(), bucket);
    Call get = Call.of("GET", "/key", bucket + ".localhost").header("Date", DATE);
    assertThat(server.send(hosted.sign(get))).hasStatus(200).hasBody("content");
  }

  @Test
  void amazonsDateStandsInPlaceOfTheOther() {
    Call get = server.get(bucket, "key").header("x-amz-date", DATE);
    assertThat(server.send(SIGNER.sign(get))).hasStatus(200);
    assertThat(server.send(SIGNER.sign(get.header("Date", "Thu, 01 Jan 1970 00:00:00 GMT"))))
        .hasStatus(200);
  }

  @Test
  void aPresignedUrlIsGoodUntilItExpires() {
    Call get = server.get(bucket, "key");
    long now = NOW.getEpochSecond();
    assertThat(server.send(SIGNER.presign(get, now))).hasStatus(200).hasBody("content");
    assertThat(server.send(SIGNER.presign(get, now + 1_000_000_000))).hasStatus(200);
    assertThat(server.send(SIGNER.presign(get, now - 1)))
        .isError(403, "AccessDenied")
        .hasMessage("Request has expired.")
        .hasFields("Expires", "2026-11-22T11:59:59Z", "ServerTime", "2026-11-22T12:00:00Z");
    Call put = SIGNER.presign(server.call("PUT", "/" + bucket + "/presigned"), now + 1);
    assertThat(server.send(put.body("x"))).hasStatus(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Signature", "AWSAccessKeyId", "Expires"})
  void aPresignedUrlWithoutAllItsParametersIsDenied(String name) {
    Call presigned = SIGNER.presign(server.get(bucket, "key"), NOW.getEpochSecond() + 1);
    String target = presigned.target().replaceFirst(name + "=[^&]*&?", "");
    assertThat(server.send(presigned.target(target))).isError(403, "AccessDenied").hasFields();
  }

  @Test
  void anExpiryThatIsNoNumberIsDenied() {
    Call presigned = SIGNER.presign(server.get(bucket, "key"), 1);
    assertThat(server.send(presigned.target(presigned.target().replace("Expires=1", "Expires=x"))))
        .isError(403, "AccessDenied")
        .hasMessage(
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId"
                + " parameters");
  }

  // 1
  @Test
  void anUnknownAccessKeyIsNamed() {
    assertThat(server.send(new SigV2("AKIASTRANGER", "x", "").sign(get())))
        .isError(403, "InvalidAccessKeyId")
        .hasFields("AWSAccessKeyId", "AKIASTRANGER");
  }

  // 2
  @Test
  void aBadSignatureIsAnsweredWithWhatShouldHaveBeenSigned() {
    Call signed = new SigV2(TestingServer.ROOT.id(), "wrong", "").sign(get());
    String stringToSign = "GET\n\n\n%s\n/%s/key".formatted(DATE, bucket);
    assertThat(server.send(signed))
        .isError(403, "SignatureDoesNotMatch")
        .hasFields(
            "AWSAccessKeyId",
            TestingServer.ROOT.id(),
            "StringToSign",
            stringToSign,
            "SignatureProvided",
            signed.first("Authorization").orElseThrow().replaceFirst(".*:", ""),
            "StringToSignBytes",
            HexFormat.ofDelimiter(" ").formatHex(stringToSign.getBytes(UTF_8)));
    assertThat(
            server.send(signed.replace("Authorization", "AWS " + TestingServer.ROOT.id() + ":%")))
        .isError(403, "SignatureDoesNotMatch");
  }

  // 3
  @Test
  void aDateFarFromNowIsTooSkewed() {
    String date = "Sun, 22 Nov 2026 12:15:01 GMT";
    assertThat(server.send(SIGNER.sign(server.get(bucket, "key").header("Date", date))))
        .isError(403, "RequestTimeTooSkewed")
        .hasFields(
            "RequestTime",
            date,
            "ServerTime",
            "2026-11-22T12:00:00Z",
            "MaxAllowedSkewMilliseconds",
            Long.toString(Duration.ofMinutes(15).toMillis()));
  }

  // 4
  @Test
  void aRequestWithoutADateIsDenied() {
    assertThat(server.send(SIGNER.sign(server.get(bucket, "key"))))
        .isError(403, "AccessDenied")
        .hasMessage("AWS authentication requires a valid Date or x-amz-date header.");
  }

  // 9
  @ParameterizedTest
  @ValueSource(strings = {"AWS ", "AWS nocolon", "AWS :signature", "AWS key:"})
  void credentialsThatAreNoneAreAnInvalidArgument(String authorization) {
    assertThat(server.send(get().header("Authorization", authorization)))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "Authorization", "ArgumentValue", "AWS");
  }

  // 13
  @Test
  void aSessionTokenOfAnotherSystemIsInvalid() {
    assertThat(server.send(SIGNER.sign(get().header("x-amz-security-token", "abc"))))
        .isError(400, "InvalidToken");
  }

  // 18
  @Test
  void twoWaysToAuthenticateAreOneTooMany() {
    Call presigned = SIGNER.presign(get(), NOW.getEpochSecond() + 1);
    assertThat(server.send(SIGNER.sign(presigned))).isError(400, "InvalidArgument");
    assertThat(server.send(server.root().presign(presigned, 60))).isError(400, "InvalidArgument");
  }

  // 34
  @Test
  void signedChunksTakeASignatureOfVersion4() {
    Call put =
        server
            .put(bucket, "chunks", "0\r\n\r\n")
            .header("Date", DATE)
            .header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
            .header("x-amz-decoded-content-length", "0");
    assertThat(server.send(SIGNER.sign(put))).isError(400, "InvalidRequest");
    assertThat(server.send(put)).isError(400, "InvalidRequest");
  }

  @Test
  void whatIsSignedIsAllThatIsAnswered() {
    assertThat(server.send(SIGNER.sign(get()).header("x-amz-meta-more", "1")))
        .isError(403, "SignatureDoesNotMatch");
    assertThat(server.send(SIGNER.sign(get()).query("partNumber=1")))
        .isError(403, "SignatureDoesNotMatch");
    assertThat(SIGNER.sign(get()).first("Authorization")).isPresent();
  }
}

package io.sluice.gateway.auth;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingClock;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.SigV4;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication by AWS Signature Version 4 in a presigned URL. */
class SigV4PresignedIT {
  private static final Instant NOW = Instant.parse("2026-11-22T23:30:00Z");
  private static final TestingClock clock = new TestingClock(NOW);

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().clock(clock));

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
  }

  private static Call get() {
    return server.get(bucket, "key");
  }

  private static Call presigned() {
    return server.root().presign(get(), 3600);
  }

  @Test
  void aPresignedGetIsAnswered() {
    assertThat(server.send(presigned())).hasStatus(200).hasBody("content");
  }

  @Test
  void aPresignedPutStoresWhateverIsSent() {
    Call put = server.root().presign(server.call("PUT", "/" + bucket + "/uploaded"), 60);
    assertThat(server.send(put.body("one"))).hasStatus(200);
    assertThat(server.send(put.body("two").header("Content-Type", "text/plain"))).hasStatus(200);
    assertThat(server.signed(server.get(bucket, "uploaded")))
        .hasBody("two")
        .hasHeader("Content-Type", "text/plain");
  }

  @Test
  void aHeaderThatWasSignedMustBeSent() {
    Call put =
        server
            .root()
            .presign(server.put(bucket, "typed", "x").header("Content-Type", "text/plain"), 60);
    assertThat(server.send(put)).hasStatus(200);
    assertThat(server.send(put.replace("Content-Type", "text/html")))
        .isError(403, "SignatureDoesNotMatch");
    assertThat(server.send(put.without("Content-Type"))).isError(403, "SignatureDoesNotMatch");
  }

  @Test
  void aPresignedHashIsThatOfTheBody() {
    String hash = SigV4.sha256("right".getBytes(UTF_8));
    Call put = server.call("PUT", "/" + bucket + "/hashed").query("X-Amz-Content-Sha256=" + hash);
    // the hash takes the place of UNSIGNED-PAYLOAD in what is signed
    Call signed = server.root().presign(put, "60", hash);
    assertThat(server.send(signed.body("right"))).hasStatus(200);
    assertThat(server.send(signed.body("wrong")))
        .isError(400, "XAmzContentSHA256Mismatch")
        .hasFields(
            "ClientComputedContentSHA256",
            hash,
            "S3ComputedContentSHA256",
            SigV4.sha256("wrong".getBytes(UTF_8)));
    assertThat(server.signed(server.get(bucket, "hashed"))).hasBody("right");
  }

  // 10
  @Test
  void anAmazonHeaderThatIsNotSignedIsDenied() {
    assertThat(server.send(presigned().header("x-amz-checksum-mode", "ENABLED")))
        .isError(403, "AccessDenied")
        .hasFields("HeadersNotSigned", "x-amz-checksum-mode");
  }

  // 14
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Signature",
        "X-Amz-Date",
        "X-Amz-SignedHeaders",
        "X-Amz-Expires"
      })
  void aMissingParameterIsAskedFor(String name) {
    String message =
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
            + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    String without = presigned().target().replaceFirst(name + "=[^&]*&?", "");
    for (String target : List.of(without, without + "&" + name + "=")) {
      assertThat(server.send(get().target(target)))
          .isError(400, "AuthorizationQueryParametersError")
          .hasMessage(message)
          .hasFields();
    }
  }

  // 15
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "604801 | X-Amz-Expires must be less than a week (in seconds); that is, the given"
            + " X-Amz-Expires must be less than 604800 seconds",
        "9223372036854775807 | X-Amz-Expires must be less than a week (in seconds); that is, the"
            + " given X-Amz-Expires must be less than 604800 seconds",
        "-1 | X-Amz-Expires must be non-negative",
        "-9223372036854775808 | X-Amz-Expires must be non-negative",
        "soon | X-Amz-Expires should be a number",
        "1.5 | X-Amz-Expires should be a number",
        "9223372036854775808 | X-Amz-Expires should be a number"
      })
  void aValidityThatIsNoneSaysWhy(String expires, String message) {
    assertThat(server.send(server.root().presign(get(), expires)))
        .isError(400, "AuthorizationQueryParametersError")
        .hasMessage(message)
        .hasFields();
  }

  // 15
  @Test
  void aWholeWeekIsAllowed() {
    assertThat(server.send(server.root().presign(get(), 604_800))).hasStatus(200);
    SigV4 almostAWeekAgo = server.root().at(NOW.minus(Duration.ofDays(7)).plusSeconds(1));
    assertThat(server.send(almostAWeekAgo.presign(get(), 604_800))).hasStatus(200);
  }

  // 6, 7, 15
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS4-HMAC-SHA256 | AWS4-HMAC-SHA1 | X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and"
            + " AWS4-ECDSA-P256-SHA256\"",
        "X-Amz-Credential=[^&]* | X-Amz-Credential=akey | Error parsing the X-Amz-Credential"
            + " parameter; the Credential is mal-formed; expecting"
            + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        "%2Fs3%2F | %2Fec2%2F | Error parsing the X-Amz-Credential parameter; incorrect service"
            + " \"ec2\". This endpoint belongs to \"s3\".",
        "aws4_request | aws_request | Error parsing the X-Amz-Credential parameter; incorrect"
            + " terminal \"aws_request\". This endpoint uses \"aws4_request\".",
        "%2F20261122%2F | %2F221126%2F | Error parsing the X-Amz-Credential parameter; incorrect"
            + " date format \"221126\". This date in the credential must be in the format"
            + " \"yyyyMMdd\".",
        "X-Amz-Date=[^&]* | X-Amz-Date=2026-11-22 | X-Amz-Date must be in the ISO8601 Long Format"
            + " \"yyyyMMdd'T'HHmmss'Z'\"",
        "%2F20261122%2F | %2F20261121%2F | Error parsing the X-Amz-Credential parameter; Invalid"
            + " credential date \"20261121\". This date is not the same as X-Amz-Date:"
            + " \"20261122\"."
      })
  void aParameterThatDoesNotFitSaysWhy(String from, String to, String message) {
    Call call = presigned();
    assertThat(call.target()).containsPattern(from);
    assertThat(server.send(call.target(call.target().replaceFirst(from, to))))
        .isError(400, "AuthorizationQueryParametersError")
        .hasMessage(message)
        .hasFields();
  }

  // 6
  @Test
  void aWrongRegionIsToldTheRightOne() {
    assertThat(server.send(server.root().inRegion("us-east-1").presign(get(), 60)))
        .isError(400, "AuthorizationQueryParametersError")
        .hasMessage(
            "Error parsing the X-Amz-Credential parameter; the region \"us-east-1\" is wrong;"
                + " expecting \"eu-test-1\"")
        .hasFields("Region", "eu-test-1")
        .hasHeader("x-amz-bucket-region", "eu-test-1");
  }

  // 16
  @Test
  void anExpiredUrlIsDenied() {
    SigV4 anHourAgo = server.root().at(NOW.minusSeconds(3600));
    assertThat(server.send(anHourAgo.presign(get(), 3600))).hasStatus(200);
    assertThat(server.send(anHourAgo.presign(get(), 3599)))
        .isError(403, "AccessDenied")
        .hasMessage("Request has expired.")
        .hasFields(
            "X-Amz-Expires", "3599",
            "Expires", "2026-11-22T23:29:59Z",
            "ServerTime", "2026-11-22T23:30:00Z");
  }

  // 17
  @Test
  void aUrlFromTheFutureIsNotValidYet() {
    assertThat(server.send(server.root().at(NOW.plusSeconds(900)).presign(get(), 60)))
        .hasStatus(200);
    assertThat(server.send(server.root().at(NOW.plusSeconds(901)).presign(get(), 60)))
        .isError(403, "AccessDenied")
        .hasMessage("Request is not valid yet.");
  }

  // 2
  @Test
  void aUrlThatWasChangedDoesNotMatch() {
    Answer other = server.send(presigned().target(presigned().target().replace("/key", "/other")));
    assertThat(other)
        .isError(403, "SignatureDoesNotMatch")
        .hasFieldNames(
            "AWSAccessKeyId",
            "StringToSign",
            "SignatureProvided",
            "StringToSignBytes",
            "CanonicalRequest",
            "CanonicalRequestBytes");
    assertThat(server.send(presigned().query("versionId=null")))
        .isError(403, "SignatureDoesNotMatch");
  }

  // 13
  @Test
  void aSessionTokenOfAnotherSystemIsInvalid() {
    assertThat(server.send(server.root().presign(get().query("X-Amz-Security-Token=abc"), 60)))
        .isError(400, "InvalidToken");
  }

  // 1
  @Test
  void anUnknownAccessKeyIsNamed() {
    SigV4 stranger = new SigV4("AKIASTRANGER", "secret", TestingServer.REGION, clock);
    assertThat(server.send(stranger.presign(get(), 60)))
        .isError(403, "InvalidAccessKeyId")
        .hasFields("AWSAccessKeyId", "AKIASTRANGER");
  }
}

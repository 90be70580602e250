package io.sluice.gateway.auth;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Encoding;
import io.sluice.gateway.client.SigV4;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication by AWS Signature Version 4 in the Authorization header. */
class SigV4HeaderIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
    server.ok(server.put(bucket, "key", "content"));
  }

  private static Call get() {
    return server.get(bucket, "key");
  }

  private static Answer getAt(Instant time) {
    return server.send(server.root().at(time).sign(get()));
  }

  /** A signed request with something else in its Authorization header. */
  private static Answer withAuthorization(String from, String to) {
    Call signed = server.root().sign(get());
    String header = signed.first("Authorization").orElseThrow();
    assertThat(header).containsPattern(from);
    return server.send(signed.replace("Authorization", header.replaceFirst(from, to)));
  }

  // 1
  @Test
  void anUnknownAccessKeyIsNamed() {
    SigV4 stranger =
        new SigV4("AKIASTRANGER", "secret", TestingServer.REGION, InstantSource.system());
    assertThat(server.send(stranger.sign(get())))
        .isError(403, "InvalidAccessKeyId")
        .hasFields("AWSAccessKeyId", "AKIASTRANGER");
  }

  // 2
  @Test
  void aBadSignatureIsAnsweredWithWhatShouldHaveBeenSigned() {
    SigV4 wrong =
        new SigV4(
            TestingServer.ROOT.id(), "wrong secret", TestingServer.REGION, InstantSource.system());
    Call signed = wrong.sign(get());
    Answer answer = server.send(signed);
    String signature = signed.first("Authorization").orElseThrow().replaceFirst(".*=", "");
    String date = signed.first("x-amz-date").orElseThrow();
    String canonicalRequest =
        """
        GET
        /%s/key

        host:%s
        x-amz-content-sha256:%s
        x-amz-date:%s

        host;x-amz-content-sha256;x-amz-date
        %s"""
            .formatted(
                bucket, server.host(), SigV4.sha256(new byte[0]), date, SigV4.sha256(new byte[0]));
    String stringToSign =
        """
        AWS4-HMAC-SHA256
        %s
        %s/%s/s3/aws4_request
        %s"""
            .formatted(
                date,
                date.substring(0, 8),
                TestingServer.REGION,
                SigV4.sha256(utf8(canonicalRequest)));
    assertThat(answer)
        .isError(403, "SignatureDoesNotMatch")
        .hasMessage(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your key and signing method.")
        .hasFields(
            "AWSAccessKeyId",
            TestingServer.ROOT.id(),
            "StringToSign",
            stringToSign,
            "SignatureProvided",
            signature,
            "StringToSignBytes",
            HexFormat.ofDelimiter(" ").formatHex(utf8(stringToSign)),
            "CanonicalRequest",
            canonicalRequest,
            "CanonicalRequestBytes",
            HexFormat.ofDelimiter(" ").formatHex(utf8(canonicalRequest)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // 3
  @ParameterizedTest
  @ValueSource(ints = {-16, 16})
  void aDateFarFromNowIsTooSkewed(int minutes) {
    Instant signedAt = Instant.now().plus(Duration.ofMinutes(minutes));
    Answer answer = getAt(signedAt);
    assertThat(answer)
        .isError(403, "RequestTimeTooSkewed")
        .hasFieldNames("RequestTime", "ServerTime", "MaxAllowedSkewMilliseconds");
    assertThat(answer.xml().text("MaxAllowedSkewMilliseconds")).isEqualTo("900000");
    assertThat(answer.xml().text("RequestTime"))
        .isEqualTo(server.root().at(signedAt).sign(get()).first("x-amz-date").orElseThrow());
    assertThat(Instant.parse(answer.xml().text("ServerTime")))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
  }

  // 3
  @ParameterizedTest
  @ValueSource(ints = {-14, 14})
  void aDateCloseToNowIsGood(int minutes) {
    assertThat(getAt(Instant.now().plus(Duration.ofMinutes(minutes)))).hasStatus(200);
  }

  // 4
  @Test
  void aRequestWithoutADateIsDenied() {
    Call undated = server.root().sign(get()).without("x-amz-date");
    assertThat(server.send(undated))
        .isError(403, "AccessDenied")
        .hasMessage("AWS authentication requires a valid Date or x-amz-date header.")
        .hasFields();
  }

  // 4
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "20260231T000000Z",
        "20261122T000000",
        "2026112 T000000Z",
        "+0261122T000000Z",
        "2026-11-22T00:00:00Z",
        "Sun, 31 Feb 2026 00:00:00 GMT"
      })
  void aDateThatIsNoneIsDenied(String date) {
    Call misdated = server.root().sign(get()).replace("x-amz-date", date);
    assertThat(server.send(misdated))
        .isError(403, "AccessDenied")
        .hasMessage("AWS authentication requires a valid Date or x-amz-date header.");
  }

  // 5
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Credential=[^,]+, | '' | the authorization header requires three components: Credential,"
            + " SignedHeaders, and Signature.",
        "SignedHeaders=[^,]+, | '' | the authorization header requires three components:"
            + " Credential, SignedHeaders, and Signature.",
        ", Signature=.+ | '' | the authorization header requires three components: Credential,"
            + " SignedHeaders, and Signature.",
        " Credential.+ | '' | the authorization header requires three components: Credential,"
            + " SignedHeaders, and Signature.",
        "Credential= | Kredential= | missing Credential.",
        "SignedHeaders= | Headers= | missing SignedHeaders.",
        "Signature=.+ | Signature= | missing Signature.",
        "SignedHeaders=.+, Signature | Credential=x, Signature | missing SignedHeaders.",
        "Credential=[^,]+ | Credential | the authorization component \"Credential\" is malformed.",
        "Signature=.+ | =abc | the authorization component \"=abc\" is malformed.",
        "Credential=[^,]+ | Credential=onlyakey | the Credential is mal-formed; expecting"
            + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        "/aws4_request | '' | the Credential is mal-formed; expecting"
            + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."
      })
  void aMalformedAuthorizationSaysWhatIsWrong(String from, String to, String message) {
    assertThat(withAuthorization(from, to))
        .isError(400, "AuthorizationHeaderMalformed")
        .hasMessage("The authorization header is malformed; " + message)
        .hasFields();
  }

  // 6
  @Test
  void aWrongRegionIsToldTheRightOne() {
    assertThat(server.send(server.root().inRegion("us-east-1").sign(get())))
        .isError(400, "AuthorizationHeaderMalformed")
        .hasMessage(
            "The authorization header is malformed; the region \"us-east-1\" is wrong; expecting"
                + " \"eu-test-1\"")
        .hasFields("Region", "eu-test-1")
        .hasHeader("x-amz-bucket-region", "eu-test-1");
  }

  // 7
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/s3/ | /ec2/ | incorrect service \"ec2\". This endpoint belongs to \"s3\".",
        "aws4_request | aws5_request | incorrect terminal \"aws5_request\". This endpoint uses"
            + " \"aws4_request\".",
        "/[0-9]{8}/ | /2026-11-22/ | incorrect date format \"2026-11-22\". This date in the"
            + " credential must be in the format \"yyyyMMdd\".",
        "/[0-9]{8}/ | /20200101/ | Invalid credential date. Date is not the same as X-Amz-Date."
      })
  void aScopeThatDoesNotFitIsMalformed(String from, String to, String message) {
    assertThat(withAuthorization(from, to))
        .isError(400, "AuthorizationHeaderMalformed")
        .hasMessage("The authorization header is malformed; " + message)
        .hasFields();
  }

  // 8
  @Test
  void theAsymmetricSchemeIsNotSupported() {
    assertThat(withAuthorization("^AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))
        .isError(400, "InvalidRequest")
        .hasMessageWith("Please use AWS4-HMAC-SHA256.")
        .hasFields();
  }

  // 9
  @ParameterizedTest
  @ValueSource(strings = {"Bearer abcdef", "Basic dTpw", "garbage", "AWS3 x:y", "", "=====", ","})
  void anUnknownSchemeIsAnInvalidArgument(String authorization) {
    assertThat(server.send(get().header("Authorization", authorization)))
        .isError(400, "InvalidArgument")
        .hasMessage("Unsupported Authorization Type")
        .hasFields(
            "ArgumentName", "Authorization", "ArgumentValue", authorization.split(" ", 2)[0]);
  }

  // 10
  @Test
  void anAmazonHeaderThatIsNotSignedIsDenied() {
    Call signed = server.root().sign(get());
    assertThat(
            server.send(signed.header("x-amz-meta-more", "1").header("X-Amz-Checksum-Mode", "x")))
        .isError(403, "AccessDenied")
        .hasMessage("There were headers present in the request which were not signed")
        .hasFields("HeadersNotSigned", "x-amz-meta-more, x-amz-checksum-mode");
  }

  // 10
  @Test
  void aHostThatIsNotSignedIsDenied() {
    assertThat(withAuthorization("SignedHeaders=host;", "SignedHeaders="))
        .isError(403, "AccessDenied")
        .hasFields("HeadersNotSigned", "host");
  }

  // 11
  @Test
  void aRequestThatDoesNotSayWhatItsBodyIsIsInvalid() {
    assertThat(server.send(server.root().sign(get()).without("x-amz-content-sha256")))
        .isError(400, "InvalidRequest")
        .hasMessage("Missing required header for this request: x-amz-content-sha256")
        .hasFields();
  }

  // 11, 34
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "",
        "STREAMING-SOMETHING-ELSE",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "unsigned-payload",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
      })
  void aBodyThatIsSaidToBeNonsenseIsAnInvalidArgument(String value) {
    assertThat(server.signed(get().header("x-amz-content-sha256", value)))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "x-amz-content-sha256", "ArgumentValue", value);
  }

  // 12
  @ParameterizedTest
  @ValueSource(ints = {3, TestingServer.INLINE_LIMIT + 1})
  void aBodyOfAnotherHashIsRefusedAndNotStored(int size) {
    byte[] sent = new byte[size];
    String other = SigV4.sha256(new byte[] {1});
    assertThat(
            server.signed(
                server.put(bucket, "mismatch", sent).header("x-amz-content-sha256", other)))
        .isError(400, "XAmzContentSHA256Mismatch")
        .hasFields(
            "ClientComputedContentSHA256", other, "S3ComputedContentSHA256", SigV4.sha256(sent));
    assertThat(server.signed(server.get(bucket, "mismatch"))).isError(404, "NoSuchKey");
  }

  // 12
  @Test
  void aBodyThatIsNotThereHasTheHashOfNothing() {
    String other = SigV4.sha256(new byte[] {1});
    assertThat(server.signed(get().header("x-amz-content-sha256", other)))
        .isError(400, "XAmzContentSHA256Mismatch")
        .hasFields(
            "ClientComputedContentSHA256",
            other,
            "S3ComputedContentSHA256",
            SigV4.sha256(new byte[0]));
  }

  // 13
  @Test
  void aSessionTokenOfAnotherSystemIsInvalid() {
    assertThat(server.signed(get().header("x-amz-security-token", "FwoGZXIvYXdzEXAMPLE")))
        .isError(400, "InvalidToken")
        .hasFields();
  }

  // 13
  @Test
  void aTemporaryKeyWithoutItsTokenIsUnknown() {
    SigV4 temporary =
        new SigV4("ASIAIOSFODNN7EXAMPLE", "x", TestingServer.REGION, InstantSource.system());
    assertThat(server.send(temporary.sign(get())))
        .isError(403, "InvalidAccessKeyId")
        .hasFields("AWSAccessKeyId", "ASIAIOSFODNN7EXAMPLE");
  }

  // 18
  @Test
  void twoWaysToAuthenticateAreOneTooMany() {
    Call presigned = server.root().presign(get(), 60);
    String authorization = server.root().sign(get()).first("Authorization").orElseThrow();
    assertThat(server.send(presigned.header("Authorization", authorization)))
        .isError(400, "InvalidArgument")
        .hasMessage("Only one auth mechanism allowed");
    assertThat(
            server.send(
                get()
                    .header("Authorization", authorization)
                    .header("Authorization", authorization)))
        .isError(400, "InvalidArgument");
  }

  // 19
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a//b",
        "/a",
        "a/",
        "a//",
        ".",
        "..",
        "a/./b",
        "a/../b",
        "../..",
        "a%2Fb",
        "a%252Fb",
        "%7E~",
        "a+b",
        "a%2Bb",
        "a%20b",
        "%c3%a9",
        "%C3%A9",
        "a=b&c;d,e:f@g$h!i'j(k)l*m",
        "%E2%82%AC",
        "%F0%9F%98%80",
        "a%3Fb%23c",
        "-._~"
      })
  void aPathIsSignedAsItIsSent(String path) {
    Call put = server.call("PUT", "/" + bucket + "/" + path).body("of " + path);
    assertThat(server.signed(put)).hasStatus(200);
    assertThat(server.signed(server.call("GET", "/" + bucket + "/" + path)))
        .hasStatus(200)
        .hasBody("of " + path);
  }

  // 20
  @ParameterizedTest
  @ValueSource(
      strings = {
        "prefix=b&delimiter=a&max-keys=1",
        "list-type=2&prefix=&prefix=x&prefix=a",
        "location",
        "location=",
        "x=2&x=10&x=1&x=&x",
        "X=1&x=1&%58=2",
        "prefix=%E2%82%AC&prefix=%c3%a9",
        "prefix=a%2Fb/c&a=1==2",
        "prefix=%7E~-._",
        "prefix=a%20b&&marker=%2B"
      })
  void aQueryIsSortedByNameAndThenByValue(String query) {
    Answer answer = server.signed(server.call("GET", "/" + bucket + "?" + query));
    assertThat(answer.status()).as(answer::text).isIn(200, 501);
  }

  // 21
  @Test
  void headerValuesAreSignedWithoutSurplusSpace() {
    Call put =
        server
            .put(bucket, "spaces", "x")
            .header("x-amz-meta-inner", "a   b     c")
            .header("x-amz-meta-outer", "   padded   ")
            .header("X-Amz-Meta-Twice", "first")
            .header("x-amz-meta-twice", " second  one ")
            .header("x-amz-meta-empty", "")
            .header("x-amz-meta-utf8", Encoding.header("grüße €"));
    assertThat(server.signed(put)).hasStatus(200);
    assertThat(server.signed(server.head(bucket, "spaces")))
        .hasStatus(200)
        .hasHeader("x-amz-meta-twice", "first,second  one");
  }

  // 22
  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:9000", "example.com:80", "[::1]:9000", "LOCALHOST"})
  void theHostIsSignedAsItIsSent(String host) {
    assertThat(server.signed(Call.of("GET", "/" + bucket + "/key", host))).hasStatus(200);
    Call signed = server.root().sign(Call.of("GET", "/" + bucket + "/key", host));
    assertThat(server.send(signed.replace("Host", "other.example:1")))
        .isError(403, "SignatureDoesNotMatch");
    assertThat(
            server.send(signed.replace("Host", "other.example:1").header("X-Forwarded-Host", host)))
        .isError(403, "SignatureDoesNotMatch");
  }

  // 20
  @Test
  void whatIsSignedIsAllThatIsAnswered() {
    Call signed = server.root().sign(server.call("GET", "/" + bucket + "?prefix=a"));
    assertThat(server.send(signed.query("marker=b"))).isError(403, "SignatureDoesNotMatch");
    assertThat(server.send(signed.target("/" + bucket))).isError(403, "SignatureDoesNotMatch");
    Call asDelete =
        new Call("DELETE", signed.target(), signed.fields(), signed.body(), signed.framing());
    assertThat(server.send(asDelete)).isError(403, "SignatureDoesNotMatch");
  }

  // 4
  @Test
  void aDateHeaderDoesInPlaceOfAmazons() {
    Instant now = Instant.now();
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC));
    assertThat(server.send(server.root().at(now).signWithDate(get().header("Date", date))))
        .hasStatus(200);
  }
}

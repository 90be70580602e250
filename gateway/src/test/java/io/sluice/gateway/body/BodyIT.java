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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a body is, and what protects it on its way. */
class BodyIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  /** One that is kept in the store, and one that is staged as a blob. */
  private static final int SMALL = 10;

  private static final int LARGE = TestingServer.INLINE_LIMIT + 10;

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
  }

  private static Call put(String key) {
    return server.call("PUT", "/" + bucket + "/" + key);
  }

  /** What earlier tests have deleted may still be there. */
  private static void assertNothingStored(String key, List<Path> blobsBefore) throws IOException {
    assertThat(server.signed(server.get(bucket, key))).isError(404, "NoSuchKey");
    assertThat(blobs()).isSubsetOf(blobsBefore);
  }

  private static List<Path> blobs() throws IOException {
    try (Stream<Path> files = Files.list(server.folder())) {
      List<Path> blobs = new ArrayList<>();
      for (Path epoch : files.toList()) {
        try (Stream<Path> ofEpoch = Files.list(epoch)) {
          ofEpoch.forEach(blobs::add);
        }
      }
      return blobs;
    }
  }

  // 26
  @Test
  void aPutOfUnknownLengthIsAskedForIt() {
    assertThat(server.signed(put("unknown")))
        .isError(411, "MissingContentLength")
        .hasMessage("You must provide the Content-Length HTTP header.")
        .hasFields();
    assertThat(server.signed(put("unknown").header("x-amz-decoded-content-length", "0")))
        .isError(411, "MissingContentLength");
    assertThat(
            server.signed(
                put("unknown")
                    .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")))
        .isError(411, "MissingContentLength");
  }

  // 27
  @ParameterizedTest
  @ValueSource(ints = {0, SMALL, LARGE})
  void aBodyInHttpsOwnChunksNeedsItsDecodedLength(int size) {
    byte[] body = new byte[size];
    Call put = put("chunked" + size).chunkedBody(body);
    assertThat(server.signed(put)).isError(411, "MissingContentLength");
    Call stated = put.header("x-amz-decoded-content-length", Integer.toString(size));
    assertThat(server.signed(stated)).hasStatus(200);
    assertThat(server.signed(server.get(bucket, "chunked" + size))).hasBody(body);
    server.ok(server.delete(bucket, "chunked" + size));
  }

  // 27, 32
  @ParameterizedTest
  @ValueSource(ints = {SMALL - 1, SMALL + 1})
  void aBodyInChunksHasTheLengthThatWasStated(int stated) throws IOException {
    List<Path> before = blobs();
    Call put =
        put("chunked")
            .chunkedBody(new byte[SMALL])
            .header("x-amz-decoded-content-length", Integer.toString(stated));
    assertThat(server.signed(put)).isError(400, "IncompleteBody");
    assertNothingStored("chunked", before);
  }

  // 28
  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void aBodyShorterThanDeclaredIsIncompleteAndNotStored(int size) throws IOException {
    List<Path> before = blobs();
    Call put = put("short").body(new byte[size]).header("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    try (Connection connection = server.connect()) {
      byte[] head = head(server.root().sign(put));
      connection.send(head);
      connection.send(new byte[size - 1]);
      connection.endOutput();
      Answer answer = connection.answer("PUT");
      assertThat(answer)
          .isError(400, "IncompleteBody")
          .hasMessage(
              "You did not provide the number of bytes specified by the Content-Length HTTP"
                  + " header")
          .hasFields();
      assertThat(connection.ended()).isTrue();
    }
    assertNothingStored("short", before);
  }

  private static byte[] head(Call call) {
    StringBuilder head = new StringBuilder(call.method() + " " + call.target() + " HTTP/1.1\r\n");
    call.fields().forEach(f -> head.append(f.name() + ": " + f.value() + "\r\n"));
    return head.append("\r\n").toString().getBytes(UTF_8);
  }

  // 35
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "not base64!",
        "bm8=",
        "1B2M2Y8AsgTpgAmY7PhCfg=",
        "AAAAAAAAAAAAAAAAAAAAAAA="
      })
  void aContentMd5ThatIsNoneIsInvalid(String md5) throws IOException {
    List<Path> before = blobs();
    assertThat(server.signed(put("md5").body("x").header("Content-MD5", md5)))
        .isError(400, "InvalidDigest")
        .hasMessage("The Content-MD5 you specified was invalid.")
        .hasFields("Content-MD5", md5);
    assertNothingStored("md5", before);
  }

  // 35
  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void aContentMd5OfOtherBytesIsABadDigest(int size) throws IOException {
    List<Path> before = blobs();
    byte[] body = new byte[size];
    String other = Digests.md5(new byte[1]);
    assertThat(server.signed(put("md5").body(body).header("Content-MD5", other)))
        .isError(400, "BadDigest")
        .hasMessage("The Content-MD5 you specified did not match what we received.")
        .hasFields("ExpectedDigest", other, "CalculatedDigest", Digests.md5(body));
    assertNothingStored("md5", before);
    assertThat(
            server.signed(
                put("md5").body("x").header("Content-MD5", Digests.md5("x".getBytes(UTF_8)))))
        .hasStatus(200);
    server.ok(server.delete(bucket, "md5"));
  }

  // 108
  @ParameterizedTest
  @CsvSource({
    "GET, /{b}",
    "GET, /{b}/key",
    "HEAD, /{b}/key",
    "DELETE, /{b}/key",
    "GET, /",
    "POST, /{b}/key?uploads",
    "GET, /{b}?location",
    "DELETE, /{b}"
  })
  void aBodyWhereNoneMayBeIsUnexpected(String method, String target) {
    Call call = server.call(method, target.replace("{b}", bucket));
    for (Call withBody : List.of(call.body("x"), call.chunkedBody("x".getBytes(UTF_8)))) {
      Answer answer = server.signed(withBody);
      if (method.equals("HEAD")) {
        assertThat(answer).hasStatus(400).hasNoBody();
      } else {
        assertThat(answer).isError(400, "UnexpectedContent").hasFields();
      }
    }
    assertThat(server.signed(call.body("")).status()).isNotEqualTo(400);
    server.send(server.root().sign(server.call("PUT", "/" + bucket)));
  }

  // 108
  @Test
  void aDocumentHasABound() {
    Call create = server.call("PUT", "/never-made");
    assertThat(server.signed(create.body(" ".repeat((1 << 20) + 1))))
        .isError(400, "MaxMessageLengthExceeded")
        .hasMessage("Your request was too big.")
        .hasFields("MaxMessageLengthBytes", "1048576");
    assertThat(server.signed(create.body(" ".repeat(1 << 20)))).isError(400, "MalformedXML");
    assertThat(server.signed(create)).hasStatus(200);
  }

  // 108
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><CreateBucketConfiguration>"
            + "<LocationConstraint>&e;</LocationConstraint></CreateBucketConfiguration>",
        "<!DOCTYPE CreateBucketConfiguration><CreateBucketConfiguration/>",
        "<!DOCTYPE l [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><CreateBucketConfiguration>&b;"
            + "</CreateBucketConfiguration>",
        "<CreateBucketConfiguration>&undeclared;</CreateBucketConfiguration>",
        "<CreateBucketConfiguration>",
        "<CreateBucketConfiguration/><more/>",
        "<Other/>",
        "not XML",
        "<?xml version='1.0' encoding='UTF-16'?><CreateBucketConfiguration/>",
        "<?xml version='1.0' encoding='no-such-encoding'?><CreateBucketConfiguration/>"
      })
  void aDocumentThatIsNotWhatItShouldBeIsMalformed(String document) {
    assertThat(server.signed(server.call("PUT", "/not-made").body(document)))
        .isError(400, "MalformedXML")
        .hasMessage(
            "The XML you provided was not well-formed or did not validate against our published"
                + " schema")
        .hasFields();
    assertThat(server.signed(server.call("HEAD", "/not-made"))).hasStatus(404);
  }

  // 113
  @Test
  void whatIsLeftOfARefusedBodyIsNotTheNextRequest() throws IOException {
    Call refused = server.put("no-such-bucket", "key", "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    try (Connection connection = server.connect()) {
      assertThat(connection.exchange(server.root().sign(refused))).isError(404, "NoSuchBucket");
      assertThat(connection.exchange(server.root().sign(server.call("GET", "/" + bucket))))
          .hasStatus(200);
    }
  }

  // 113
  @Test
  void twoLengthsAreNoRequest() throws IOException {
    Call put = put("smuggled").body("x").header("Transfer-Encoding", "chunked");
    try (Connection connection = server.connect()) {
      assertThat(connection.exchange(server.root().sign(put))).isError(400, "BadRequest");
      assertThat(connection.ended()).isTrue();
    }
  }
}

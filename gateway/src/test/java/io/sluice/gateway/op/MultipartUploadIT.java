package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingClock;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Connection;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Xml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in parts, from their beginning to their completion. */
class MultipartUploadIT {
  private static final TestingClock clock =
      new TestingClock(Instant.parse("2026-11-22T12:00:00.900Z"));

  @RegisterExtension
  static final RunningServer server = new RunningServer(TestingServer.Setup.usual().clock(clock));

  private static final byte[] LAST = "last".getBytes(UTF_8);

  private String bucket = "";

  @BeforeEach
  void makeBucket() {
    bucket = server.newBucket();
  }

  private TestingUpload begin(String... headers) {
    return TestingUpload.begin(server, bucket, "key", headers);
  }

  private static byte[] part(int fill) {
    byte[] part = new byte[TestingUpload.PART];
    Arrays.fill(part, (byte) fill);
    return part;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Of parts: the MD5 of their MD5s, and their number. */
  private static String etag(byte[]... parts) {
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      digests.writeBytes(Digests.digest("MD5", part));
    }
    return "\"%s-%d\""
        .formatted(
            HexFormat.of().formatHex(Digests.digest("MD5", digests.toByteArray())), parts.length);
  }

  // 71
  @Test
  void theObjectIsItsPartsInOrder() {
    TestingUpload upload = begin();
    // in whatever order they come
    Answer last = server.ok(upload.partCall(7, LAST));
    assertThat(upload.part(2, part(2))).hasHeader("ETag", Digests.etag(part(2)));
    upload.name(7, last.header("ETag"));
    Answer completed = upload.complete();
    assertThat(completed).hasHeader("Content-Type", "application/xml");
    Xml xml = completed.xml();
    assertThat(xml.name()).isEqualTo("CompleteMultipartUploadResult");
    assertThat(xml.text("Location")).isEqualTo("http://%s/%s/key".formatted(server.host(), bucket));
    assertThat(xml.text("Bucket")).isEqualTo(bucket);
    assertThat(xml.text("Key")).isEqualTo("key");
    assertThat(xml.text("ETag")).isEqualTo(etag(part(2), LAST));
    assertThat(server.ok(server.get(bucket, "key")))
        .hasBody(joined(part(2), LAST))
        .hasHeader("ETag", etag(part(2), LAST));
  }

  @Test
  void anUploadBeginsWithItsName() {
    Answer answer = server.signed(server.call("POST", "/" + bucket + "/a%20b?uploads"));
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    assertThat(answer.xml().name()).isEqualTo("InitiateMultipartUploadResult");
    assertThat(answer.xml().text("Bucket")).isEqualTo(bucket);
    assertThat(answer.xml().text("Key")).isEqualTo("a b");
    assertThat(answer.xml().text("UploadId")).isNotBlank();
    assertThat(server.signed(server.call("POST", "/no-such-bucket/key?uploads")))
        .isError(404, "NoSuchBucket");
    // nothing is there before it is completed
    assertThat(server.signed(server.head(bucket, "a b"))).hasStatus(404);
  }

  @Test
  void aSinglePartMayBeSmallOrEmpty() {
    for (byte[] body : List.of(LAST, new byte[0])) {
      TestingUpload upload = begin();
      upload.part(10_000, body);
      assertThat(upload.complete().xml().text("ETag")).isEqualTo(etag(body));
      assertThat(server.ok(server.get(bucket, "key"))).hasBody(body);
    }
  }

  // 87
  @Test
  void onlyTheLastPartMayBeSmall() {
    TestingUpload upload = begin();
    byte[] small = new byte[TestingUpload.PART - 1];
    upload.part(1, part(1));
    upload.part(3, small);
    upload.part(4, LAST);
    assertThat(server.signed(upload.completeCall()))
        .isError(400, "EntityTooSmall")
        .hasMessage("Your proposed upload is smaller than the minimum allowed size")
        .hasFields(
            "ProposedSize",
            Integer.toString(TestingUpload.PART - 1),
            "MinSizeAllowed",
            Integer.toString(TestingUpload.PART),
            "PartNumber",
            "3",
            "ETag",
            Digests.etag(small).replace("\"", ""));
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
    // it can still be completed without it
    upload.forget().name(1, Digests.etag(part(1))).name(4, Digests.etag(LAST)).complete();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(joined(part(1), LAST));
  }

  // 88
  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "-1", "x", "", "1.0", "99999999999"})
  void aPartNumberThatIsNoneIsInvalid(String number) {
    TestingUpload upload = begin();
    server.ok(server.put(bucket, "source", "x"));
    Call put = upload.call("PUT", "partNumber=%s&".formatted(number));
    for (Call call : List.of(put.body("x"), put.header("x-amz-copy-source", bucket + "/source"))) {
      assertThat(server.signed(call))
          .isError(400, "InvalidArgument")
          .hasMessage("Part number must be an integer between 1 and 10000, inclusive")
          .hasFields("ArgumentName", "partNumber", "ArgumentValue", number);
    }
    assertThat(server.ok(upload.call("GET", "")).xml().all("Part")).isEmpty();
  }

  // 89, 108
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "<CompleteMultipartUpload/>",
        "<CompleteMultipartUpload><Part/></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>",
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>",
        "<Other><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></Other>",
        "<!DOCTYPE x><CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>"
      })
  void aDocumentThatIsNotOneCompletesNothing(String document) {
    TestingUpload upload = begin();
    upload.part(1, LAST);
    assertThat(server.signed(upload.call("POST", "").body(document)))
        .isError(400, "MalformedXML")
        .hasFields();
    upload.complete();
  }

  // 108
  @Test
  void aDocumentHasABound() throws IOException {
    Call call = begin().call("POST", "").body("").replace("Content-Length", "4194305");
    try (Connection connection = server.connect()) {
      connection.send(server.root().sign(call).head());
      assertThat(connection.answer("POST"))
          .isError(400, "MaxMessageLengthExceeded")
          .hasFields("MaxMessageLengthBytes", "4194304");
    }
  }

  // 67
  @Test
  void aPartHasFiveGibibytesAtMost() throws IOException {
    Call call = begin().partCall(1, new byte[0]).replace("Content-Length", "5368709121");
    try (Connection connection = server.connect()) {
      connection.send(server.root().sign(call).head());
      assertThat(connection.answer("PUT"))
          .isError(400, "EntityTooLarge")
          .hasFields("ProposedSize", "5368709121", "MaxSizeAllowed", "5368709120");
    }
  }

  // 89
  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void thePartsInADocumentBeginWithOne(int number) {
    TestingUpload upload = begin();
    upload.part(1, LAST);
    upload.forget().name(number, Digests.etag(LAST));
    assertThat(server.signed(upload.completeCall()))
        .isError(400, "InvalidArgument")
        .hasMessage("PartNumber must be >= 1")
        .hasFields("ArgumentName", "PartNumber", "ArgumentValue", Integer.toString(number));
  }

  // 89
  @ParameterizedTest
  @CsvSource({
    "2, {etag}",
    "10001, {etag}",
    "1, other",
    "1, ''",
    "1, 00000000000000000000000000000000"
  })
  void aPartThatIsNotThereIsInvalid(int number, String etag) {
    String named = etag.replace("{etag}", Digests.etag(LAST).replace("\"", ""));
    TestingUpload upload = begin();
    upload.part(1, LAST);
    upload.forget().name(number, named);
    assertThat(server.signed(upload.completeCall()))
        .isError(400, "InvalidPart")
        .hasMessage(
            "One or more of the specified parts could not be found.  The part may not have been"
                + " uploaded, or the specified entity tag may not match the part's entity tag.")
        .hasFields("UploadId", upload.id(), "PartNumber", Integer.toString(number), "ETag", named);
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
  }

  // 89
  @ParameterizedTest
  @CsvSource({"2, 1", "1, 1", "3, 2"})
  void partsOutOfOrderAreInvalid(int first, int second) {
    TestingUpload upload = begin();
    server.ok(upload.partCall(1, part(1)));
    server.ok(upload.partCall(2, part(1)));
    upload.name(first, Digests.etag(part(1))).name(second, Digests.etag(part(1)));
    assertThat(server.signed(upload.completeCall()))
        .isError(400, "InvalidPartOrder")
        .hasMessage(
            "The list of parts was not in ascending order. Parts must be ordered by part number.")
        .hasFields();
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
  }

  // 90
  @Test
  void theObjectIsOfThePartsThatAreNamed() {
    TestingUpload upload = begin();
    server.ok(upload.partCall(1, part(1)));
    server.ok(upload.partCall(2, part(2)));
    server.ok(upload.partCall(3, LAST));
    upload.name(1, Digests.etag(part(1))).name(3, Digests.etag(LAST));
    assertThat(upload.complete().xml().text("ETag")).isEqualTo(etag(part(1), LAST));
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(joined(part(1), LAST));
    assertThat(server.ok(server.get(bucket, "key").query("partNumber=3")))
        .hasStatus(206)
        .hasBody(LAST)
        .hasHeader("x-amz-mp-parts-count", "2");
    assertThat(server.signed(server.get(bucket, "key").query("partNumber=2")))
        .isError(416, "InvalidPartNumber");
    assertThat(server.signed(upload.call("GET", ""))).isError(404, "NoSuchUpload");
  }

  // 91
  @Test
  void aPartUploadedAgainReplacesTheFirst() {
    TestingUpload upload = begin();
    upload.part(1, "first".getBytes(UTF_8));
    server.ok(upload.partCall(1, "second".getBytes(UTF_8)));
    assertThat(server.ok(upload.call("GET", "")).xml().texts("Part", "ETag"))
        .containsExactly(Digests.etag("second".getBytes(UTF_8)));
    assertThat(server.signed(upload.completeCall())).isError(400, "InvalidPart");
    upload.forget().name(1, Digests.etag("second".getBytes(UTF_8)).replace("\"", "")).complete();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody("second");
  }

  // 94
  @Test
  void aSizeThatIsStatedIsThatOfTheObject() {
    TestingUpload upload = begin();
    upload.part(1, part(1));
    upload.part(2, LAST);
    for (String size : List.of("5242883", "0", "-1", "x", "")) {
      assertThat(server.signed(upload.completeCall().header("x-amz-mp-object-size", size)))
          .isError(400, "InvalidRequest")
          .hasFields();
    }
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
    assertThat(server.signed(upload.completeCall().header("x-amz-mp-object-size", "5242884")))
        .hasStatus(200);
  }

  // 98
  @ParameterizedTest
  @ValueSource(strings = {"bucket", "key", "unknown", "malformed", "empty"})
  void anUploadIsKnownOnlyWhereItWasBegun(String where) {
    TestingUpload upload = begin();
    upload.part(1, LAST);
    String path = "/" + (where.equals("bucket") ? server.newBucket() : bucket);
    path += where.equals("key") ? "/other" : "/key";
    String id =
        switch (where) {
          case "unknown" -> "0123456789abcdef0123456789abcdef";
          case "malformed" -> "no-upload";
          case "empty" -> "";
          default -> upload.id();
        };
    server.ok(server.put(bucket, "source", "x"));
    String target = path + "?uploadId=" + id;
    for (Call call :
        List.of(
            server.call("PUT", target + "&partNumber=1").body("x"),
            server
                .call("PUT", target + "&partNumber=1")
                .header("x-amz-copy-source", bucket + "/source"),
            server.call("GET", target),
            server.call("DELETE", target),
            upload.completeCall().target(target))) {
      assertThat(server.signed(call)).isError(404, "NoSuchUpload").hasFields("UploadId", id);
    }
    upload.complete();
  }

  // 99
  @Test
  void whatTheObjectIsToldOfStandsInTheBeginning() {
    Instant begun = clock.instant();
    TestingUpload upload =
        begin(
            "Content-Type", "text/plain",
            "x-amz-meta-some", "begun",
            "Cache-Control", "no-store",
            "x-amz-storage-class", "STANDARD_IA");
    clock.advance(Duration.ofMinutes(2));
    server.ok(upload.partCall(1, LAST).header("x-amz-meta-some", "part"));
    upload.name(1, Digests.etag(LAST));
    server.ok(
        upload
            .completeCall()
            .header("Content-Type", "application/xml")
            .header("x-amz-meta-some", "completed"));
    assertThat(server.ok(server.get(bucket, "key")))
        .hasHeader("Content-Type", "text/plain")
        .hasHeader("x-amz-meta-some", "begun")
        .hasHeader("Cache-Control", "no-store")
        .hasHeader("x-amz-storage-class", "STANDARD_IA")
        .hasHeader("Last-Modified", Replies.httpDate(begun.toEpochMilli()));
  }

  // 72
  @Test
  void anUploadReplacesWhatIsThere() {
    server.ok(server.put(bucket, "key", "old"));
    TestingUpload upload = begin();
    upload.part(1, LAST);
    assertThat(server.ok(server.get(bucket, "key"))).hasBody("old");
    upload.complete();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(LAST);
    server.ok(server.put(bucket, "key", "new"));
    assertThat(server.ok(server.get(bucket, "key"))).hasBody("new");
  }
}

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
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Encoding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of objects. */
class CopyObjectIT {
  private static final String ETAG = Digests.etag("content".getBytes(UTF_8));
  private static final String MODIFIED = "Sun, 22 Nov 2026 12:00:00 GMT";
  private static final String BEFORE = "Sun, 22 Nov 2026 11:59:59 GMT";
  private static final String UNKNOWN_VERSION = "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH";

  @RegisterExtension
  static final RunningServer server =
      new RunningServer(
          TestingServer.Setup.usual()
              .clock(new TestingClock(Instant.parse("2026-11-22T12:00:00.900Z"))));

  private static String bucket = "";

  @BeforeAll
  static void makeSource() {
    bucket = server.newBucket();
    server.ok(
        server
            .put(bucket, "source", "content")
            .header("Content-Type", "text/plain")
            .header("Cache-Control", "no-store")
            .header("x-amz-meta-old", "1"));
  }

  private static Call copy(String source, String key) {
    return server.call("PUT", RunningServer.path(bucket, key)).header("x-amz-copy-source", source);
  }

  private static Call copyOfSource(String key) {
    return copy(bucket + "/source", key);
  }

  @Test
  void aCopyIsLikeItsSource() {
    Answer answer = server.signed(copyOfSource("copy"));
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    assertThat(answer.xml().name()).isEqualTo("CopyObjectResult");
    assertThat(answer.xml().text("ETag")).isEqualTo(ETAG);
    assertThat(answer.xml().text("LastModified")).isEqualTo("2026-11-22T12:00:00.900Z");
    assertThat(answer.xml().text("ChecksumCRC64NVME"))
        .isEqualTo(Digests.checksum("CRC64NVME", "content".getBytes(UTF_8)));
    assertThat(answer.xml().text("ChecksumType")).isEqualTo("FULL_OBJECT");
    assertThat(server.ok(server.get(bucket, "copy")))
        .hasBody("content")
        .hasHeader("ETag", ETAG)
        .hasHeader("Content-Type", "text/plain")
        .hasHeader("Cache-Control", "no-store")
        .hasHeader("x-amz-meta-old", "1");
  }

  @Test
  void aCopyOutlivesItsSource() {
    byte[] large = new byte[TestingServer.INLINE_LIMIT + 1];
    TestingUpload upload = TestingUpload.begin(server, bucket, "in-parts");
    upload.part(1, large);
    upload.complete();
    server.ok(server.put(bucket, "large", large));
    for (String key : List.of("large", "in-parts")) {
      server.ok(copy(bucket + "/" + key, key + "-copy"));
      server.ok(server.delete(bucket, key));
      assertThat(server.signed(server.get(bucket, key + "-copy"))).hasStatus(200).hasBody(large);
    }
  }

  // 62
  @ParameterizedTest
  @ValueSource(strings = {"", "x-amz-metadata-directive: COPY", "x-amz-meta-new: 2"})
  void aCopyOntoItselfChangesSomething(String header) {
    assertThat(server.signed(with(copyOfSource("source"), header)))
        .isError(400, "InvalidRequest")
        .hasMessage(
            "This copy request is illegal because it is trying to copy an object to itself without"
                + " changing the object's metadata, storage class, website redirect location or"
                + " encryption attributes.")
        .hasFields();
  }

  // 62
  @ParameterizedTest
  @CsvSource({
    "x-amz-metadata-directive: REPLACE, x-amz-meta-old, ''",
    "x-amz-metadata-directive: REPLACE & x-amz-meta-new: 2, x-amz-meta-new, 2",
    "x-amz-storage-class: STANDARD_IA, x-amz-storage-class, STANDARD_IA",
    "x-amz-website-redirect-location: /x, x-amz-website-redirect-location, /x"
  })
  void aCopyOntoItselfThatChangesSomethingIsMade(String headers, String name, String value) {
    server.ok(server.put(bucket, "itself", "content").header("x-amz-meta-old", "1"));
    assertThat(server.signed(with(copy(bucket + "/itself", "itself"), headers))).hasStatus(200);
    assertThat(server.ok(server.get(bucket, "itself")))
        .hasBody("content")
        .hasHeader("ETag", ETAG)
        .hasHeader(name, value);
  }

  private static Call with(Call call, String headers) {
    Call more = call;
    for (String header : headers.isEmpty() ? new String[0] : headers.split(" & ", -1)) {
      String[] nameAndValue = header.split(": ", 2);
      more = more.header(nameAndValue[0], nameAndValue[1]);
    }
    return more;
  }

  // 63
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{bucket}/source",
        "/{bucket}/source",
        "{bucket}%2Fsource",
        "%2F{bucket}/s%6Furce",
        "{bucket}/source?versionId=null"
      })
  void theSourceIsNamedInSeveralWays(String source) {
    server.ok(copy(source.replace("{bucket}", bucket), "named"));
    assertThat(server.ok(server.get(bucket, "named"))).hasBody("content");
    server.ok(server.delete(bucket, "named"));
  }

  // 63, 44
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/x",
        "a//b",
        " a b ",
        "a+b",
        "a%2Fb",
        "\u20ac\ud83d\ude00",
        "a?versionId=b",
        "..",
        "a?b",
        "?versionId=null",
        "a\nb"
      })
  void theSourceIsUrlEncoded(String key) {
    server.ok(server.put(bucket, key, "content of " + key));
    server.ok(copy(bucket + "/" + Encoding.query(key), "decoded"));
    assertThat(server.ok(server.get(bucket, "decoded"))).hasBody("content of " + key);
    server.ok(server.delete(bucket, key));
  }

  // 63
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "{bucket}",
        "{bucket}/",
        "/{bucket}/",
        "//source",
        "Bad_Name/source",
        "{bucket}/%zz",
        "{bucket}/source%",
        "{bucket}/%FF",
        "{bucket}/a%00b",
        "?versionId=null"
      })
  void aSourceThatCannotBeReadIsInvalid(String source) {
    String filled = source.replace("{bucket}", bucket);
    assertThat(server.signed(copy(filled, "never")))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "x-amz-copy-source", "ArgumentValue", filled);
    assertThat(server.signed(server.head(bucket, "never"))).hasStatus(404);
  }

  // 63, 56
  @Test
  void aSourceThatIsMissingIsNotFound() {
    server.ok(server.put(bucket, "kept", "kept"));
    assertThat(server.signed(copy(bucket + "/missing", "kept")))
        .isError(404, "NoSuchKey")
        .hasFields("Key", "missing");
    assertThat(server.signed(copy("no-such-bucket/source", "kept")))
        .isError(404, "NoSuchBucket")
        .hasFields("BucketName", "no-such-bucket");
    assertThat(server.signed(copy(bucket + "/source?versionId=" + UNKNOWN_VERSION, "kept")))
        .isError(404, "NoSuchVersion")
        .hasFields("Key", "source", "VersionId", UNKNOWN_VERSION);
    assertThat(server.signed(copy(bucket + "/source?versionId=x", "kept")))
        .isError(400, "InvalidArgument")
        .hasMessage("Invalid version id specified")
        .hasFields("ArgumentName", "versionId", "ArgumentValue", "x");
    assertThat(server.ok(server.get(bucket, "kept"))).hasBody("kept");
    assertThat(
            server.signed(
                server
                    .call("PUT", "/no-such-bucket/key")
                    .header("x-amz-copy-source", bucket + "/source")))
        .isError(404, "NoSuchBucket")
        .hasFields("BucketName", "no-such-bucket");
  }

  // 64
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match: other | If-Match",
        "If-Match: \"\" | If-Match",
        "If-None-Match: {etag} | If-None-Match",
        "If-None-Match: * | If-None-Match",
        "If-Modified-Since: {modified} | If-Modified-Since",
        "If-Unmodified-Since: {before} | If-Unmodified-Since",
        "If-Match: other & If-Unmodified-Since: {modified} | If-Match",
        "If-None-Match: {etag} & If-Modified-Since: {before} | If-None-Match",
        "If-Match: {etag} & If-None-Match: {etag} | If-None-Match"
      })
  void anUnmetConditionOnTheSourceFails(String headers, String condition) {
    assertThat(server.signed(conditional(headers, "never")))
        .isError(412, "PreconditionFailed")
        .hasMessage("At least one of the pre-conditions you specified did not hold")
        .hasFields("Condition", "x-amz-copy-source-" + condition);
    assertThat(server.signed(server.head(bucket, "never"))).hasStatus(404);
  }

  // 64
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match: {etag}",
        "If-Match: *",
        "If-None-Match: other",
        "If-Modified-Since: {before}",
        "If-Modified-Since: not a date",
        "If-Modified-Since: Sun, 22 Nov 2026 12:00:01 GMT",
        "If-Unmodified-Since: {modified}",
        "If-Match: {etag} & If-Unmodified-Since: {before}",
        "If-None-Match: other & If-Modified-Since: {modified}"
      })
  void aConditionOnTheSourceThatHoldsLetsItBeCopied(String headers) {
    assertThat(server.signed(conditional(headers, "held"))).hasStatus(200);
    assertThat(server.signed(server.delete(bucket, "held"))).hasStatus(204);
  }

  @Test
  void anEmptyEtagOfTheSourceMatchesNothing() {
    assertThat(server.signed(copyOfSource("never").header("x-amz-copy-source-if-match", "")))
        .isError(412, "PreconditionFailed");
  }

  private static Call conditional(String headers, String key) {
    String prefixed =
        headers
            .replace("If-", "x-amz-copy-source-If-")
            .replace("{etag}", ETAG)
            .replace("{modified}", MODIFIED)
            .replace("{before}", BEFORE);
    return with(copyOfSource(key), prefixed);
  }

  // 65
  @Test
  void aSourceHasFiveGibibytesAtMost() {
    PretendedObject.put(server, bucket, "largest", 5L << 30);
    PretendedObject.put(server, bucket, "too-large", (5L << 30) + 1);
    assertThat(server.signed(copy(bucket + "/largest", "largest-copy"))).hasStatus(200);
    assertThat(server.signed(copy(bucket + "/too-large", "never")))
        .isError(400, "InvalidRequest")
        .hasMessageWith(
            "he specified copy source is larger than the maximum allowable size for a copy source:"
                + " 5368709120")
        .hasFields();
  }

  // 66
  @Test
  void theDirectiveSaysWhoseMetadataACopyHas() {
    server.ok(
        copyOfSource("kept")
            .header("x-amz-metadata-directive", "COPY")
            .header("Content-Type", "image/png")
            .header("x-amz-meta-new", "2"));
    assertThat(server.ok(server.head(bucket, "kept")))
        .hasHeader("Content-Type", "text/plain")
        .hasHeader("Cache-Control", "no-store")
        .hasHeader("x-amz-meta-old", "1")
        .hasNoHeader("x-amz-meta-new");
    server.ok(
        copyOfSource("replaced")
            .header("x-amz-metadata-directive", "REPLACE")
            .header("Content-Type", "image/png")
            .header("x-amz-meta-new", "2"));
    assertThat(server.ok(server.head(bucket, "replaced")))
        .hasHeader("Content-Type", "image/png")
        .hasHeader("x-amz-meta-new", "2")
        .hasNoHeader("Cache-Control")
        .hasNoHeader("x-amz-meta-old");
  }

  // 66
  @ParameterizedTest
  @ValueSource(strings = {"", "copy", "KEEP"})
  void aDirectiveThatIsNoneIsInvalid(String directive) {
    assertThat(server.signed(copyOfSource("never").header("x-amz-metadata-directive", directive)))
        .isError(400, "InvalidArgument")
        .hasMessage("Unknown metadata directive.")
        .hasFields("ArgumentName", "x-amz-metadata-directive", "ArgumentValue", directive);
  }

  @Test
  void theStorageClassIsTheCopysOwn() {
    server.ok(server.put(bucket, "cold", "x").header("x-amz-storage-class", "STANDARD_IA"));
    server.ok(copy(bucket + "/cold", "warm"));
    assertThat(server.ok(server.head(bucket, "warm"))).hasNoHeader("x-amz-storage-class");
  }

  // 40
  @ParameterizedTest
  @CsvSource({"source, CRC32", "source, CRC64NVME", "large, SHA256", "in-parts, CRC32C"})
  void aChecksumIsComputedWhereItIsAskedFor(String key, String algorithm) {
    byte[] content =
        key.equals("source")
            ? "content".getBytes(UTF_8)
            : "0123456789".repeat(TestingServer.INLINE_LIMIT / 10 + 1).getBytes(UTF_8);
    if (key.equals("large")) {
      server.ok(server.put(bucket, key, content));
    } else if (key.equals("in-parts")) {
      TestingUpload upload =
          TestingUpload.begin(server, bucket, key, "x-amz-checksum-algorithm", "SHA1");
      Answer part = server.ok(upload.partCall(1, content));
      upload.name(1, part.header("ETag"), "ChecksumSHA1", part.header("x-amz-checksum-sha1"));
      upload.complete();
    }
    String checksum = Digests.checksum(algorithm, content);
    Answer answer =
        server.ok(copy(bucket + "/" + key, "summed").header("x-amz-checksum-algorithm", algorithm));
    assertThat(answer.xml().text("Checksum" + algorithm)).isEqualTo(checksum);
    assertThat(answer.xml().text("ChecksumType")).isEqualTo("FULL_OBJECT");
    assertThat(server.ok(server.get(bucket, "summed").header("x-amz-checksum-mode", "ENABLED")))
        .hasBody(content)
        .hasHeader("x-amz-checksum-" + algorithm.toLowerCase(Locale.ROOT), checksum)
        .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
  }
}

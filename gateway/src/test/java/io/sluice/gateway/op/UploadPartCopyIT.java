package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Digests;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that are copied from objects (row 97 of the sheet). */
class UploadPartCopyIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final byte[] SMALL = "0123456789".getBytes(UTF_8);
  private static final byte[] LARGE = new byte[TestingServer.INLINE_LIMIT * 3 + 1];

  /** One part of 5 MiB and one of {@link #LARGE}. */
  private static final byte[] IN_PARTS = new byte[TestingUpload.PART + LARGE.length];

  private static String bucket = "";
  private TestingUpload upload;

  @BeforeAll
  static void makeSources() {
    bucket = server.newBucket();
    for (int i = 0; i < IN_PARTS.length; i++) {
      IN_PARTS[i] = (byte) (i * 31 + i / 251);
    }
    System.arraycopy(IN_PARTS, TestingUpload.PART, LARGE, 0, LARGE.length);
    server.ok(server.put(bucket, "small", SMALL));
    server.ok(server.put(bucket, "large", LARGE));
    server.ok(server.put(bucket, "empty", ""));
    TestingUpload source = TestingUpload.begin(server, bucket, "in-parts");
    source.part(1, Arrays.copyOf(IN_PARTS, TestingUpload.PART));
    source.part(2, LARGE);
    source.complete();
  }

  @BeforeEach
  void begin() {
    upload = TestingUpload.begin(server, bucket, "key");
  }

  private Call copy(String source) {
    return upload.call("PUT", "partNumber=1&").header("x-amz-copy-source", bucket + "/" + source);
  }

  private Call copy(String source, String range) {
    return copy(source).header("x-amz-copy-source-range", range);
  }

  private void assertCopied(Answer answer, byte[] expected) {
    assertThat(answer).hasStatus(200).hasHeader("Content-Type", "application/xml");
    assertThat(answer.xml().name()).isEqualTo("CopyPartResult");
    assertThat(answer.xml().text("ETag")).isEqualTo(Digests.etag(expected));
    assertThat(answer.xml().text("LastModified"))
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
    assertThat(answer.xml().text("ChecksumCRC64NVME"))
        .isEqualTo(Digests.checksum("CRC64NVME", expected));
    upload.name(1, answer.xml().text("ETag")).complete();
    assertThat(server.ok(server.get(bucket, "key"))).hasBody(expected);
  }

  // 97
  @ParameterizedTest
  @ValueSource(strings = {"small", "large", "in-parts", "empty"})
  void aPartIsAWholeObject(String source) {
    byte[] expected =
        switch (source) {
          case "small" -> SMALL;
          case "large" -> LARGE;
          case "in-parts" -> IN_PARTS;
          default -> new byte[0];
        };
    assertCopied(server.signed(copy(source)), expected);
  }

  // 97
  @ParameterizedTest
  @CsvSource({
    "small, 0, 9",
    "small, 3, 3",
    "small, 9, 9",
    "large, 131071, 262145",
    "large, 0, 0",
    "in-parts, 5242879, 5242880",
    "in-parts, 5242880, 5242880",
    "in-parts, 1, 5636096"
  })
  void aPartIsARangeOfAnObject(String source, int first, int last) {
    byte[] of =
        switch (source) {
          case "small" -> SMALL;
          case "large" -> LARGE;
          default -> IN_PARTS;
        };
    Answer answer = server.signed(copy(source, "bytes=%d-%d".formatted(first, last)));
    assertCopied(answer, Arrays.copyOfRange(of, first, last + 1));
  }

  // 97
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0-1",
        "bytes=",
        "bytes=0-",
        "bytes=-1",
        "bytes=1-0",
        "bytes=0-1,3-4",
        "bytes=a-b",
        "bytes= 0-1",
        "Bytes=0-1",
        "bytes=0-1 ,",
        "bytes=0-9999999999999999999"
      })
  void aRangeThatIsNotExactIsInvalid(String range) {
    assertThat(server.signed(copy("small", range)))
        .isError(400, "InvalidArgument")
        .hasMessageWith("must be of the form bytes=first-last")
        .hasFields("ArgumentName", "x-amz-copy-source-range", "ArgumentValue", range);
  }

  // 97
  @ParameterizedTest
  @CsvSource({"small, bytes=0-10", "small, bytes=10-10", "small, bytes=99-100", "empty, bytes=0-0"})
  void aRangeBeyondTheSourceIsInvalid(String source, String range) {
    assertThat(server.signed(copy(source, range)))
        .isError(400, "InvalidArgument")
        .hasMessage(
            "Range specified is not valid for source object of size: "
                + (source.equals("small") ? 10 : 0))
        .hasFields("ArgumentName", "x-amz-copy-source-range", "ArgumentValue", range);
    assertThat(server.ok(upload.call("GET", "")).xml().has("Part")).isFalse();
  }

  // 97
  @Test
  void aPartHasFiveGibibytesAtMost() {
    PretendedObject.put(server, bucket, "too-large", (5L << 30) + 1);
    for (Call call : new Call[] {copy("too-large"), copy("too-large", "bytes=0-5368709120")}) {
      assertThat(server.signed(call))
          .isError(400, "InvalidRequest")
          .hasMessage(
              "The specified copy source is larger than the maximum allowable size for a copy"
                  + " source: 5368709120")
          .hasFields();
    }
  }

  // 63, 64
  @Test
  void theSourceIsRequiredAsInACopy() {
    assertThat(server.signed(copy("missing")))
        .isError(404, "NoSuchKey")
        .hasFields("Key", "missing");
    assertThat(server.signed(copy("small").replace("x-amz-copy-source", "%zz")))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "x-amz-copy-source", "ArgumentValue", "%zz");
    assertThat(server.signed(copy("small").header("x-amz-copy-source-if-match", "other")))
        .isError(412, "PreconditionFailed")
        .hasFields("Condition", "x-amz-copy-source-If-Match");
    assertThat(
            server.signed(
                copy("small").header("x-amz-copy-source-if-none-match", Digests.etag(SMALL))))
        .isError(412, "PreconditionFailed")
        .hasFields("Condition", "x-amz-copy-source-If-None-Match");
    assertThat(server.ok(upload.call("GET", "")).xml().has("Part")).isFalse();
  }

  // 40
  @Test
  void aCopiedPartHasTheChecksumOfItsUpload() {
    upload = TestingUpload.begin(server, bucket, "key", "x-amz-checksum-algorithm", "SHA256");
    Answer answer = server.ok(copy("small", "bytes=2-5"));
    assertThat(answer.xml().text("ChecksumSHA256"))
        .isEqualTo(Digests.checksum("SHA256", "2345".getBytes(UTF_8)));
  }
}

package io.sluice.gateway.op;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingUpload;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Digests;
import io.sluice.gateway.client.Xml;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checksums of uploads in parts (row 40 of the sheet). */
class MultipartChecksumIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final byte[] FIRST = new byte[TestingUpload.PART];
  private static final byte[] LAST = "last".getBytes(UTF_8);

  private String bucket = "";

  @BeforeAll
  static void fill() {
    for (int i = 0; i < FIRST.length; i++) {
      FIRST[i] = (byte) (i * 31 + i / 251);
    }
  }

  @BeforeEach
  void makeBucket() {
    bucket = server.newBucket();
  }

  private static String header(String algorithm) {
    return "x-amz-checksum-" + algorithm.toLowerCase(Locale.ROOT);
  }

  /** Of the checksums of the parts, with their number. */
  private static String composite(String algorithm) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(Digests.checksumBytes(algorithm, FIRST));
    joined.writeBytes(Digests.checksumBytes(algorithm, LAST));
    return Digests.checksum(algorithm, joined.toByteArray()) + "-2";
  }

  private static String whole(String algorithm) {
    byte[] all = Arrays.copyOf(FIRST, FIRST.length + LAST.length);
    System.arraycopy(LAST, 0, all, FIRST.length, LAST.length);
    return Digests.checksum(algorithm, all);
  }

  private TestingUpload uploaded(String algorithm, String type) {
    TestingUpload upload =
        TestingUpload.begin(
            server,
            bucket,
            "key",
            "x-amz-checksum-algorithm",
            algorithm,
            "x-amz-checksum-type",
            type);
    int number = 1;
    for (byte[] body : List.of(FIRST, LAST)) {
      Answer part = server.ok(upload.partCall(number, body));
      String checksum = Digests.checksum(algorithm, body);
      assertThat(part).hasHeader(header(algorithm), checksum);
      upload.name(number, part.header("ETag"), "Checksum" + algorithm, checksum);
      number++;
    }
    return upload;
  }

  private void assertTold(Answer completed, String algorithm, String type, String value) {
    Xml xml = completed.xml();
    assertThat(xml.text("Checksum" + algorithm)).isEqualTo(value);
    assertThat(xml.text("ChecksumType")).isEqualTo(type);
    assertThat(server.ok(server.head(bucket, "key").header("x-amz-checksum-mode", "ENABLED")))
        .hasHeader(header(algorithm), value)
        .hasHeader("x-amz-checksum-type", type);
  }

  // 40
  @ParameterizedTest
  @CsvSource({"CRC32", "CRC32C", "SHA1", "SHA256"})
  void aCompositeChecksumIsOneOfChecksums(String algorithm) {
    TestingUpload upload = uploaded(algorithm, "COMPOSITE");
    String value = composite(algorithm);
    assertThat(
            server.signed(
                upload.completeCall().header(header(algorithm), value.replace("-2", "-3"))))
        .isError(400, "BadDigest");
    String other = Digests.checksum(algorithm, LAST);
    assertThat(server.signed(upload.completeCall().header(header(algorithm), other + "-2")))
        .isError(400, "BadDigest")
        .hasMessage(
            "The %s you specified did not match the calculated checksum.".formatted(algorithm))
        .hasFields("ExpectedDigest", other, "CalculatedDigest", value.replace("-2", ""));
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
    Answer completed = server.signed(upload.completeCall().header(header(algorithm), value));
    assertThat(completed).hasStatus(200);
    assertTold(completed, algorithm, "COMPOSITE", value);
  }

  // 40
  @ParameterizedTest
  @CsvSource({"CRC32", "CRC32C", "CRC64NVME"})
  void aChecksumOfTheWholeFollowsFromTheParts(String algorithm) {
    TestingUpload upload = uploaded(algorithm, "FULL_OBJECT");
    Call complete = upload.completeCall().header("x-amz-checksum-type", "FULL_OBJECT");
    String other = Digests.checksum(algorithm, LAST);
    assertThat(server.signed(complete.header(header(algorithm), other)))
        .isError(400, "BadDigest")
        .hasFields("ExpectedDigest", other, "CalculatedDigest", whole(algorithm));
    assertThat(server.signed(server.head(bucket, "key"))).hasStatus(404);
    Answer completed = server.signed(complete.header(header(algorithm), whole(algorithm)));
    assertThat(completed).hasStatus(200);
    assertTold(completed, algorithm, "FULL_OBJECT", whole(algorithm));
  }

  // 39, 40
  @Test
  void withoutAnAlgorithmItIsTheServersOwn() {
    Answer created = server.ok(server.call("POST", "/" + bucket + "/key?uploads"));
    assertThat(created)
        .hasHeader("x-amz-checksum-algorithm", "CRC64NVME")
        .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
    TestingUpload upload = TestingUpload.begin(server, bucket, "key");
    upload.part(1, FIRST);
    // a client may protect a part in its own way
    Answer last =
        server.ok(
            upload.partCall(2, LAST).header("x-amz-checksum-sha1", Digests.checksum("SHA1", LAST)));
    upload.name(2, last.header("ETag"));
    assertTold(upload.complete(), "CRC64NVME", "FULL_OBJECT", whole("CRC64NVME"));
  }

  // 40
  @ParameterizedTest
  @CsvSource({
    "CRC32, '', COMPOSITE", "CRC32C, '', COMPOSITE", "SHA1, '', COMPOSITE",
    "SHA256, '', COMPOSITE", "CRC64NVME, '', FULL_OBJECT", "crc32, full_object, FULL_OBJECT"
  })
  void theTypeFollowsFromTheAlgorithm(String algorithm, String stated, String type) {
    Call create =
        server
            .call("POST", "/" + bucket + "/key?uploads")
            .header("x-amz-checksum-algorithm", algorithm);
    create = stated.isEmpty() ? create : create.header("x-amz-checksum-type", stated);
    assertThat(server.signed(create))
        .hasStatus(200)
        .hasHeader("x-amz-checksum-algorithm", algorithm.toUpperCase(Locale.ROOT))
        .hasHeader("x-amz-checksum-type", type);
  }

  // 40
  @ParameterizedTest
  @CsvSource({
    "CRC64NVME, COMPOSITE",
    "SHA1, FULL_OBJECT",
    "SHA256, FULL_OBJECT",
    "CRC32, OTHER",
    "CRC99, COMPOSITE",
    "'', FULL_OBJECT"
  })
  void whatDoesNotGoTogetherIsInvalid(String algorithm, String type) {
    Call create =
        server.call("POST", "/" + bucket + "/key?uploads").header("x-amz-checksum-type", type);
    create = algorithm.isEmpty() ? create : create.header("x-amz-checksum-algorithm", algorithm);
    assertThat(server.signed(create)).isError(400, "InvalidRequest").hasFields();
    assertThat(server.ok(server.call("GET", "/" + bucket + "?uploads")).xml().has("Upload"))
        .isFalse();
  }

  // 40
  @Test
  void everyPartHasTheAlgorithmOfItsUpload() {
    TestingUpload upload =
        TestingUpload.begin(server, bucket, "key", "x-amz-checksum-algorithm", "CRC32");
    assertThat(
            server.signed(
                upload
                    .partCall(1, LAST)
                    .header("x-amz-checksum-sha1", Digests.checksum("SHA1", LAST))))
        .isError(400, "InvalidRequest")
        .hasMessage(
            "Checksum Type mismatch occurred, expected checksum Type: crc32, actual checksum Type:"
                + " sha1");
    assertThat(
            server.signed(
                upload
                    .partCall(1, LAST)
                    .header("x-amz-checksum-crc32", Digests.checksum("CRC32", FIRST))))
        .isError(400, "BadDigest");
    assertThat(server.ok(upload.call("GET", "")).xml().has("Part")).isFalse();
  }

  // 40
  @Test
  void aCompletionNamesTheChecksumsOfTheParts() {
    TestingUpload upload =
        TestingUpload.begin(server, bucket, "key", "x-amz-checksum-algorithm", "SHA256");
    upload.part(1, LAST);
    assertThat(server.signed(upload.completeCall()))
        .isError(400, "InvalidRequest")
        .hasMessage(
            "The upload was created using a sha256 checksum. The complete request must include the"
                + " checksum for each part. It was missing for part 1 in the request.");
    upload
        .forget()
        .name(1, Digests.etag(LAST), "ChecksumSHA256", Digests.checksum("SHA256", FIRST));
    assertThat(server.signed(upload.completeCall())).isError(400, "InvalidPart");
    upload
        .forget()
        .name(1, Digests.etag(LAST), "ChecksumSHA256", Digests.checksum("SHA256", LAST))
        .complete();
  }

  // 40
  @Test
  void aCompletionHasTheTypeOfItsUpload() {
    TestingUpload upload = uploaded("CRC32", "COMPOSITE");
    assertThat(server.signed(upload.completeCall().header("x-amz-checksum-type", "FULL_OBJECT")))
        .isError(400, "InvalidRequest")
        .hasMessage(
            "The upload was created using the COMPOSITE checksum mode. The complete request must"
                + " use the same checksum mode.");
    assertThat(
            server.signed(upload.completeCall().header("x-amz-checksum-sha1", composite("SHA1"))))
        .isError(400, "InvalidRequest");
    assertThat(server.signed(upload.completeCall().header("x-amz-checksum-type", "COMPOSITE")))
        .hasStatus(200);
  }
}

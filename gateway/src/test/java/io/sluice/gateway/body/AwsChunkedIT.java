package io.sluice.gateway.body;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.AwsChunked;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Digests;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads in the aws-chunked encoding. */
class AwsChunkedIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final int CHUNK = 64 << 10;

  /** One that is kept in the store, and one that is staged as a blob. */
  private static final byte[] SMALL = random(CHUNK + 1000);

  private static final byte[] LARGE = random(TestingServer.INLINE_LIMIT + 2 * CHUNK + 7);

  private static String bucket = "";

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
  }

  private static Call put(String key) {
    return server.call("PUT", "/" + bucket + "/" + key);
  }

  private static byte[] content(String size) {
    return switch (size) {
      case "empty" -> new byte[0];
      case "small" -> SMALL;
      default -> LARGE;
    };
  }

  private static Answer sendSigned(AwsChunked body, String key) {
    return server.send(body.signed(server.root(), put(key)));
  }

  private static Answer sendUnsigned(AwsChunked body, String key) {
    return server.signed(body.unsigned(put(key)));
  }

  private static void assertStored(String key, byte[] content) {
    assertThat(server.signed(server.get(bucket, key))).hasStatus(200).hasBody(content);
  }

  private static void assertNothingStored(String key) {
    assertThat(server.signed(server.get(bucket, key))).isError(404, "NoSuchKey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "small", "large"})
  void signedChunksAreStored(String size) {
    byte[] content = content(size);
    assertThat(sendSigned(AwsChunked.of(content, CHUNK), "signed-" + size)).hasStatus(200);
    assertStored("signed-" + size, content);
  }

  @ParameterizedTest
  @CsvSource({
    "small, CRC32", "small, CRC32C", "small, CRC64NVME", "small, SHA1", "small, SHA256",
    "large, CRC32", "large, CRC32C", "large, CRC64NVME", "large, SHA1", "large, SHA256",
    "empty, CRC32"
  })
  void aTrailerChecksumIsVerifiedAndKept(String size, String algorithm) {
    byte[] content = content(size);
    String header = "x-amz-checksum-" + algorithm.toLowerCase(Locale.ROOT);
    String value = Digests.checksum(algorithm, content);
    AwsChunked body = AwsChunked.of(content, CHUNK).trailer(header, value);
    String key = size + algorithm;
    assertThat(sendSigned(body, key)).hasStatus(200).hasHeader(header, value);
    assertStored(key, content);
    assertThat(sendUnsigned(body, "u" + key)).hasStatus(200).hasHeader(header, value);
    assertThat(
            server.signed(server.head(bucket, "u" + key).header("x-amz-checksum-mode", "ENABLED")))
        .hasStatus(200)
        .hasHeader(header, value)
        .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
  }

  // 36
  @ParameterizedTest
  @ValueSource(strings = {"small", "large"})
  void aTrailerChecksumOfOtherBytesIsABadDigest(String size) {
    String other = Digests.checksum("CRC32C", new byte[1]);
    AwsChunked body = AwsChunked.of(content(size), CHUNK).trailer("x-amz-checksum-crc32c", other);
    Answer[] answers = {sendSigned(body, "bad-digest"), sendUnsigned(body, "bad-digest")};
    for (Answer answer : answers) {
      assertThat(answer)
          .isError(400, "BadDigest")
          .hasMessage("The CRC32C you specified did not match the calculated checksum.")
          .hasFields(
              "ExpectedDigest",
              other,
              "CalculatedDigest",
              Digests.checksum("CRC32C", content(size)));
    }
    assertNothingStored("bad-digest");
  }

  // 29
  @ParameterizedTest
  @ValueSource(strings = {"small", "large"})
  void aBadChunkSignatureIsRefusedAndNothingIsStored(String size) {
    AwsChunked body = AwsChunked.of(content(size), CHUNK);
    int length = body.signed(server.root(), put("x")).body().length;
    int lastSignature = length - 10;
    // in the first chunk's signature, its first byte, its last byte, the last chunk's signature
    for (int at : new int[] {30, 90, 86 + CHUNK, lastSignature}) {
      Answer answer = sendSigned(body.tampered(flip(at)), "bad-signature");
      assertThat(answer).isError(403, "SignatureDoesNotMatch");
    }
    assertNothingStored("bad-signature");
  }

  private static UnaryOperator<byte[]> flip(int at) {
    return bytes -> {
      byte[] changed = bytes.clone();
      changed[at] = (byte) (changed[at] == 'a' ? 'b' : 'a');
      return changed;
    };
  }

  // 29
  @ParameterizedTest
  @ValueSource(strings = {"small", "large"})
  void aBadTrailerSignatureIsRefusedAndNothingIsStored(String size) {
    byte[] content = content(size);
    AwsChunked body =
        AwsChunked.of(content, CHUNK)
            .trailer("x-amz-checksum-crc32", Digests.checksum("CRC32", content));
    int length = body.signed(server.root(), put("x")).body().length;
    assertThat(sendSigned(body.tampered(flip(length - 5)), "bad-trailer"))
        .isError(403, "SignatureDoesNotMatch");
    assertNothingStored("bad-trailer");
  }

  // 29
  @Test
  void chunksCannotBeLeftOutOrReplayed() {
    Call signed = AwsChunked.of(LARGE, CHUNK).signed(server.root(), put("reordered"));
    int frame = signed.body().length - LARGE.length;
    int encoded = CHUNK + "10000;chunk-signature=".length() + 64 + 4;
    byte[] swapped = signed.body().clone();
    System.arraycopy(signed.body(), 0, swapped, encoded, encoded);
    System.arraycopy(signed.body(), encoded, swapped, 0, encoded);
    assertThat(frame).isPositive();
    assertThat(server.send(withBody(signed, swapped))).isError(403, "SignatureDoesNotMatch");
    assertNothingStored("reordered");
  }

  private static Call withBody(Call call, byte[] body) {
    return new Call(call.method(), call.target(), call.fields(), body, call.framing());
  }

  // 30
  @Test
  void aSmallChunkThatIsNotTheLastIsRefused() {
    byte[] content = random(20_000);
    AwsChunked body = AwsChunked.of(content, CHUNK).sizes(8192, 8191, 3617);
    Answer[] answers = {sendSigned(body, "small-chunks"), sendUnsigned(body, "small-chunks")};
    for (Answer answer : answers) {
      assertThat(answer)
          .isError(400, "InvalidChunkSizeError")
          .hasMessage("Only the last chunk is allowed to have a size less than 8192 bytes")
          .hasFields("Chunk", "2", "BadChunkSize", "8191");
    }
    assertNothingStored("small-chunks");
    assertThat(sendSigned(AwsChunked.of(content, CHUNK).sizes(8192, 8192, 3616), "good-chunks"))
        .hasStatus(200);
  }

  // 31
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-checksum-crc32 no colon\r\n",
        "",
        "x-amz-checksum-sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk=\r\n",
        "x-amz-checksum-crc32:AAAAAA==\r\nx-amz-checksum-crc32c:AAAAAA==\r\n"
      })
  void aTrailerOtherThanAnnouncedIsMalformed(String trailer) {
    AwsChunked body =
        AwsChunked.of(new byte[0], CHUNK)
            .trailer("x-amz-checksum-crc32", "AAAAAA==")
            .tampered("x-amz-checksum-crc32:AAAAAA==\r\n", trailer);
    assertThat(sendUnsigned(body, "trailer")).isError(400, "MalformedTrailerError").hasFields();
    assertNothingStored("trailer");
  }

  // 31
  @Test
  void aTrailerThatNobodyAnnouncedIsMalformed() {
    Call put =
        AwsChunked.of(new byte[0], CHUNK)
            .trailer("x-amz-checksum-crc32", "AAAAAA==")
            .unsigned(put("trailer"))
            .without("x-amz-trailer");
    assertThat(server.signed(put)).isError(400, "MalformedTrailerError");
    assertNothingStored("trailer");
  }

  // 31
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-meta-a",
        "x-amz-checksum-crc99",
        "content-md5",
        "",
        "x-amz-checksum-crc32, x-other"
      })
  void aTrailerThatIsNoChecksumIsNotSupported(String name) {
    Call put =
        AwsChunked.of(new byte[0], CHUNK)
            .trailer("x-amz-checksum-crc32", "AAAAAA==")
            .unsigned(put("trailer").header("x-amz-trailer", name));
    assertThat(server.signed(put))
        .isError(400, "InvalidRequest")
        .hasMessage("The value specified in the x-amz-trailer header is not supported");
  }

  // 31
  @Test
  void aTrailerThatIsNoChecksumValueIsInvalid() {
    AwsChunked body =
        AwsChunked.of(new byte[0], CHUNK).trailer("x-amz-checksum-crc32", "not base64!");
    assertThat(sendUnsigned(body, "trailer"))
        .isError(400, "InvalidRequest")
        .hasMessage("Value for x-amz-checksum-crc32 trailing header is invalid.");
  }

  // 32
  @ParameterizedTest
  @CsvSource({"4, small", "6, small", "0, small", "200000, large", "300000, large"})
  void aDecodedLengthThatIsNotThatOfTheChunksIsIncomplete(int stated, String size) {
    byte[] content = size.equals("small") ? "hello".getBytes(UTF_8) : LARGE;
    Call put =
        AwsChunked.of(content, CHUNK)
            .unsigned(put("lengths"))
            .replace("x-amz-decoded-content-length", Integer.toString(stated));
    assertThat(server.signed(put)).isError(400, "IncompleteBody").hasFields();
    assertNothingStored("lengths");
  }

  // 32
  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "", "1e3", "9999999999999999999"})
  void aDecodedLengthThatIsNoneIsAnInvalidArgument(String stated) {
    Call put =
        AwsChunked.of(new byte[1], CHUNK)
            .unsigned(put("lengths"))
            .replace("x-amz-decoded-content-length", stated);
    assertThat(server.signed(put))
        .isError(400, "InvalidArgument")
        .hasFields("ArgumentName", "x-amz-decoded-content-length", "ArgumentValue", stated);
  }

  // 28
  @Test
  void chunksThatBreakOffAreIncomplete() {
    Call put = AwsChunked.of(new byte[10], CHUNK).unsigned(put("broken"));
    byte[] cut = Arrays.copyOf(put.body(), put.body().length - 4);
    Call broken = withBody(put, cut).replace("Content-Length", Integer.toString(cut.length));
    assertThat(server.signed(broken)).isError(400, "IncompleteBody");
    assertNothingStored("broken");
  }

  // 33
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aws-chunked | ''",
        "aws-chunked,gzip | gzip",
        "gzip, aws-chunked | gzip",
        "AWS-Chunked , gzip , br | gzip,br",
        "gzip | gzip"
      })
  void onlyWhatIsLeftOfTheContentEncodingIsKept(String sent, String kept) {
    Call put = put("encoding").header("Content-Encoding", sent);
    assertThat(server.signed(AwsChunked.of(SMALL, CHUNK).unsigned(put))).hasStatus(200);
    assertThat(server.signed(server.head(bucket, "encoding")))
        .hasStatus(200)
        .hasHeader("Content-Encoding", kept);
  }

  // 34
  @Test
  void theEncodingIsForObjectsOnly() {
    Call policy = server.call("PUT", "/" + bucket + "?policy");
    assertThat(server.send(AwsChunked.of(SMALL, CHUNK).signed(server.root(), policy)))
        .isError(501, "NotImplemented")
        .hasFields("Header", "x-amz-content-sha256");
  }
}

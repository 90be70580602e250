package io.sluice.gateway.body;

import static io.sluice.gateway.client.AnswerAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.gateway.RunningServer;
import io.sluice.gateway.TestingServer;
import io.sluice.gateway.client.Answer;
import io.sluice.gateway.client.Call;
import io.sluice.gateway.client.Digests;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checksums of whole objects, in headers. */
class ChecksumIT {
  @RegisterExtension static final RunningServer server = new RunningServer();

  private static final byte[] SMALL = "123456789".getBytes(UTF_8);
  private static final byte[] LARGE = new byte[TestingServer.INLINE_LIMIT + 1];

  private static String bucket = "";

  @BeforeAll
  static void makeBucket() {
    bucket = server.newBucket();
  }

  private static Call put(byte[] body) {
    return server.put(bucket, "key", body);
  }

  private static String header(String algorithm) {
    return "x-amz-checksum-" + algorithm.toLowerCase(Locale.ROOT);
  }

  private static byte[] content(String size) {
    return size.equals("small") ? SMALL : LARGE;
  }

  @ParameterizedTest
  @CsvSource({
    "small, CRC32", "small, CRC32C", "small, CRC64NVME", "small, SHA1", "small, SHA256",
    "large, CRC32", "large, CRC32C", "large, CRC64NVME", "large, SHA1", "large, SHA256"
  })
  void aChecksumIsVerifiedKeptAndToldAgain(String size, String algorithm) {
    byte[] content = content(size);
    String value = Digests.checksum(algorithm, content);
    Answer put =
        server.signed(
            put(content)
                .header(header(algorithm), value)
                .header("x-amz-sdk-checksum-algorithm", algorithm));
    assertThat(put)
        .hasStatus(200)
        .hasHeader(header(algorithm), value)
        .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
    for (String method : new String[] {"GET", "HEAD"}) {
      Call read = server.call(method, "/" + bucket + "/key");
      assertThat(server.signed(read))
          .hasStatus(200)
          .hasNoHeader(header(algorithm))
          .hasNoHeader("x-amz-checksum-type");
      assertThat(server.signed(read.header("x-amz-checksum-mode", "ENABLED")))
          .hasStatus(200)
          .hasHeader(header(algorithm), value)
          .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
    }
  }

  // 36
  @ParameterizedTest
  @CsvSource({
    "small, CRC32", "small, CRC32C", "small, CRC64NVME", "small, SHA1", "small, SHA256",
    "large, CRC32", "large, CRC32C", "large, CRC64NVME", "large, SHA1", "large, SHA256"
  })
  void aChecksumOfOtherBytesIsABadDigest(String size, String algorithm) {
    byte[] content = content(size);
    String other = Digests.checksum(algorithm, new byte[1]);
    Call put = server.put(bucket, "never", content).header(header(algorithm), other);
    assertThat(server.signed(put))
        .isError(400, "BadDigest")
        .hasMessage(
            "The %s you specified did not match the calculated checksum.".formatted(algorithm))
        .hasFields(
            "ExpectedDigest", other, "CalculatedDigest", Digests.checksum(algorithm, content));
    assertThat(server.signed(server.get(bucket, "never"))).isError(404, "NoSuchKey");
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32, AAAA",
    "CRC32, AAAAAAAA",
    "CRC32C, not base64",
    "CRC64NVME, AAAAAA==",
    "SHA1, AAAAAA==",
    "SHA256, AAAAAA==",
    "SHA256, ''"
  })
  void aChecksumThatIsNoneIsInvalid(String algorithm, String value) {
    assertThat(server.signed(put(SMALL).header(header(algorithm), value)))
        .isError(400, "InvalidRequest")
        .hasMessage("Value for %s header is invalid.".formatted(header(algorithm)))
        .hasFields();
  }

  // 37
  @Test
  void twoChecksumsAreOneTooMany() {
    Call put =
        put(SMALL)
            .header("x-amz-checksum-crc32", Digests.checksum("CRC32", SMALL))
            .header("x-amz-checksum-sha1", Digests.checksum("SHA1", SMALL));
    String message =
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.";
    assertThat(server.signed(put)).isError(400, "InvalidRequest").hasMessage(message).hasFields();
    Call twice =
        put(SMALL)
            .header("x-amz-checksum-crc32", Digests.checksum("CRC32", SMALL))
            .header("x-amz-trailer", "x-amz-checksum-crc32");
    assertThat(server.signed(twice)).isError(400, "InvalidRequest").hasMessage(message);
  }

  // 38
  @ParameterizedTest
  @ValueSource(strings = {"CRC32", "SHA256"})
  void anAlgorithmWithoutItsChecksumIsInvalid(String algorithm) {
    assertThat(server.signed(put(SMALL).header("x-amz-sdk-checksum-algorithm", algorithm)))
        .isError(400, "InvalidRequest")
        .hasMessage(
            "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
                + " x-amz-trailer headers were found.")
        .hasFields();
  }

  // 38
  @Test
  void anAlgorithmThatIsNoneIsInvalid() {
    assertThat(server.signed(put(SMALL).header("x-amz-sdk-checksum-algorithm", "CRC99")))
        .isError(400, "InvalidRequest")
        .hasMessage("Value for x-amz-sdk-checksum-algorithm header is invalid.");
    assertThat(server.signed(put(SMALL).header("x-amz-checksum-crc99", "AAAA")))
        .isError(400, "InvalidRequest")
        .hasMessage("The algorithm type you specified in x-amz-checksum- header is invalid.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha512", "md5", "xxhash64", "xxhash3", "xxhash128"})
  void anAlgorithmThatIsNotThereYetIsNotImplemented(String algorithm) {
    assertThat(server.signed(put(SMALL).header("x-amz-checksum-" + algorithm, "AAAA")))
        .isError(501, "NotImplemented")
        .hasFields("Header", "x-amz-checksum-" + algorithm);
    assertThat(
            server.signed(
                server
                    .call("POST", "/" + bucket + "/key?uploads")
                    .header("x-amz-checksum-algorithm", algorithm.toUpperCase(Locale.ROOT))))
        .isError(501, "NotImplemented")
        .hasFields("Header", "x-amz-checksum-algorithm");
  }

  // 39
  @Test
  void withoutAChecksumItIsTheServersOwn() {
    // the check value of the catalogue of CRCs, 0xAE8B14860A799888
    assertThat(server.signed(put(SMALL)))
        .hasStatus(200)
        .hasHeader("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")
        .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
    assertThat(server.signed(server.get(bucket, "key").header("x-amz-checksum-mode", "enabled")))
        .hasHeader("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")
        .hasHeader("x-amz-checksum-type", "FULL_OBJECT");
  }

  // 41
  @Test
  void aPartOfAnObjectHasNoChecksum() {
    server.ok(put(SMALL));
    for (String method : new String[] {"GET", "HEAD"}) {
      Call read =
          server
              .call(method, "/" + bucket + "/key")
              .header("x-amz-checksum-mode", "ENABLED")
              .header("Range", "bytes=0-3");
      assertThat(server.signed(read))
          .hasStatus(206)
          .hasNoHeader("x-amz-checksum-crc64nvme")
          .hasNoHeader("x-amz-checksum-type");
    }
  }
}

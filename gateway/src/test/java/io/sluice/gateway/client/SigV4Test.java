package io.sluice.gateway.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The tests' own signer against the examples of <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">the
 * documentation</a>, and of its pages on query parameters and on chunked uploads.
 */
class SigV4Test {
  private static final SigV4 SIGNER =
      new SigV4(
          "AKIAIOSFODNN7EXAMPLE",
          "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          "us-east-1",
          InstantSource.fixed(Instant.parse("2013-05-24T00:00:00Z")));

  @Test
  void getObject() {
    Call get = call("GET", "/test.txt").header("Range", "bytes=0-9");
    assertThat(signatureOf(SIGNER.sign(get)))
        .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void putObject() {
    Call put =
        call("PUT", "/test%24file.text")
            .header("Date", "Fri, 24 May 2013 00:00:00 GMT")
            .header("x-amz-storage-class", "REDUCED_REDUNDANCY")
            .header(
                "x-amz-content-sha256",
                "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072");
    assertThat(signatureOf(SIGNER.sign(put)))
        .isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void getBucketLifecycle() {
    assertThat(signatureOf(SIGNER.sign(call("GET", "/?lifecycle"))))
        .isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  }

  @Test
  void listObjects() {
    assertThat(signatureOf(SIGNER.sign(call("GET", "/?max-keys=2&prefix=J"))))
        .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void presignedUrl() {
    assertThat(SIGNER.presign(call("GET", "/test.txt"), 86_400).target())
        .endsWith(
            "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  }

  @Test
  void signedChunks() {
    Call signed = AwsChunked.of(content(), 64 << 10).signed(SIGNER, chunkObject());
    assertThat(signed.first("Content-Length")).hasValue("66824");
    assertThat(signed.body()).hasSize(66_824);
    assertThat(signatureOf(signed))
        .isEqualTo("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
    assertThat(new String(signed.body(), UTF_8))
        .startsWith(
            "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n")
        .contains(
            "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n")
        .endsWith(
            "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n");
  }

  @Test
  void signedChunksWithATrailer() {
    Call chunkObject =
        chunkObject()
            .header("x-amz-date", "20130524T000000Z")
            .header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")
            .header("Content-Encoding", "aws-chunked")
            .header("x-amz-decoded-content-length", "66560")
            .header("x-amz-trailer", "x-amz-checksum-crc32c");
    String seed = SIGNER.signature(chunkObject);
    assertThat(seed).isEqualTo("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
    byte[] body =
        AwsChunked.of(content(), 64 << 10)
            .trailer("x-amz-checksum-crc32c", "sOO8/Q==")
            .signedBody(SIGNER, seed);
    assertThat(new String(body, UTF_8))
        .startsWith(
            "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n")
        .contains(
            "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n")
        .contains(
            "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n")
        .contains("\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n")
        .endsWith(
            "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n");
  }

  private static byte[] content() {
    byte[] content = new byte[66_560];
    Arrays.fill(content, (byte) 'a');
    return content;
  }

  private static Call chunkObject() {
    return Call.of("PUT", "/examplebucket/chunkObject.txt", "s3.amazonaws.com")
        .header("x-amz-storage-class", "REDUCED_REDUNDANCY");
  }

  private static Call call(String method, String target) {
    return Call.of(method, target, "examplebucket.s3.amazonaws.com");
  }

  private static String signatureOf(Call signed) {
    String header = signed.first("Authorization").orElseThrow();
    return header.substring(header.indexOf("Signature=") + "Signature=".length());
  }
}

package io.sluice.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The examples that AWS publishes with its documentation of chunked uploads: 66,560 bytes of {@code
 * a} in chunks of 65,536 and 1,024, without and with a trailer.
 */
class ChunkSignaturesTest {
  private static final String TIMESTAMP = "20130524T000000Z";
  private static final String SCOPE = "20130524/us-east-1/s3/aws4_request";
  private static final String FIRST = sha256("a".repeat(65_536));
  private static final String SECOND = sha256("a".repeat(1_024));
  private static final String LAST = sha256("");
  private static final String TRAILER = sha256("x-amz-checksum-crc32c:sOO8/Q==\n");

  private static ChunkSignatures chain(String seed) {
    SigningKey key =
        SigningKey.derive(
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "20130524", "us-east-1", "s3");
    return new ChunkSignatures(key, TIMESTAMP, SCOPE, seed);
  }

  private static ChunkSignatures withoutTrailer() {
    return chain("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
  }

  private static ChunkSignatures withTrailer() {
    return chain("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theExampleWithoutTrailerIsVerified() {
    ChunkSignatures chain = withoutTrailer();

    assertThat(
            chain.verifiesChunk(
                FIRST, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"))
        .isTrue();
    assertThat(
            chain.verifiesChunk(
                SECOND, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"))
        .isTrue();
    assertThat(
            chain.verifiesChunk(
                LAST, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"))
        .isTrue();
  }

  @Test
  void theExampleWithTrailerIsVerified() {
    ChunkSignatures chain = withTrailer();

    assertThat(
            chain.verifiesChunk(
                FIRST, "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"))
        .isTrue();
    assertThat(
            chain.verifiesChunk(
                SECOND, "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"))
        .isTrue();
    assertThat(
            chain.verifiesChunk(
                LAST, "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"))
        .isTrue();
    assertThat(
            chain.verifiesTrailer(
                TRAILER, "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"))
        .isTrue();
  }

  @Test
  void chunksCannotBeExchanged() {
    assertThat(
            withoutTrailer()
                .verifiesChunk(
                    SECOND, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"))
        .isFalse();
  }

  @Test
  void aChunkIsOverThoseBeforeIt() {
    ChunkSignatures chain = withoutTrailer();

    assertThat(chain.verifiesChunk(FIRST, "00")).isFalse();
    assertThat(
            chain.verifiesChunk(
                SECOND, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"))
        .isFalse();
  }

  @Test
  void otherBytesAreNotVerified() {
    assertThat(
            withoutTrailer()
                .verifiesChunk(
                    SECOND, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"))
        .isFalse();
  }

  @Test
  void aTrailerIsNotAChunk() {
    ChunkSignatures chain = withTrailer();
    chain.verifiesChunk(FIRST, "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2");

    assertThat(
            chain.verifiesTrailer(
                SECOND, "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"))
        .isFalse();
  }
}

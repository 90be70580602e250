package io.sluice.gateway.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.client.SigV4;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsChunkedStreamTest {
  private static final PayloadMode.Chunked UNSIGNED = new PayloadMode.Chunked(false, true);
  private static final PayloadMode.Chunked SIGNED = new PayloadMode.Chunked(true, false);
  private static final PayloadMode.Chunked SIGNED_TRAILER = new PayloadMode.Chunked(true, true);

  /** What a listener was told. */
  private final List<String> told = new ArrayList<>();

  private final ChunkListener listener =
      new ChunkListener() {
        @Override
        public void chunk(byte[] sha256, String signature) {
          told.add("chunk %s %s".formatted(HexFormat.of().formatHex(sha256), signature));
        }

        @Override
        public void trailer(byte[] sha256, String signature) {
          told.add("trailer %s %s".formatted(HexFormat.of().formatHex(sha256), signature));
        }
      };

  private AwsChunkedStream stream(PayloadMode.Chunked mode, String body) {
    return new AwsChunkedStream(
        new ByteArrayInputStream(body.getBytes(ISO_8859_1)), mode, listener);
  }

  private String read(PayloadMode.Chunked mode, String body) throws IOException {
    try (InputStream in = stream(mode, body)) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private void assertError(PayloadMode.Chunked mode, String body, S3Error error) {
    assertThatThrownBy(() -> read(mode, body))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.error()).as(body).isEqualTo(error));
  }

  private static String chunk(int size) {
    return "%x\r\n%s\r\n".formatted(size, "a".repeat(size));
  }

  @Test
  void chunksAreJoined() throws IOException {
    assertThat(read(UNSIGNED, chunk(8192) + chunk(10000) + chunk(3) + "0\r\n\r\n"))
        .isEqualTo("a".repeat(18195));
  }

  @Test
  void nothingIsNothing() throws IOException {
    assertThat(read(UNSIGNED, "0\r\n\r\n")).isEmpty();
    assertThat(read(SIGNED, "0;chunk-signature=s\r\n\r\n")).isEmpty();
  }

  @Test
  void bytesComeOneByOneToo() throws IOException {
    AwsChunkedStream in = stream(UNSIGNED, "2\r\n\u00ff\n\r\n0\r\n\r\n");
    assertThat(in.read()).isEqualTo(0xFF);
    assertThat(in.read()).isEqualTo('\n');
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[1], 0, 0)).isZero();
  }

  @Test
  void sizesAreHexOfEitherCaseWithLeadingZeros() throws IOException {
    assertThat(read(UNSIGNED, "00A\r\n0123456789\r\n0000\r\n\r\n")).isEqualTo("0123456789");
    assertThat(read(UNSIGNED, "a\r\n0123456789\r\n0\r\n\r\n")).isEqualTo("0123456789");
  }

  @Test
  void everyChunkIsToldWithItsHashAndSignature() throws IOException {
    read(SIGNED, "2;chunk-signature=one\r\nab\r\n0;chunk-signature=two\r\n\r\n");
    assertThat(told)
        .containsExactly(
            "chunk %s one".formatted(SigV4.sha256("ab".getBytes(ISO_8859_1))),
            "chunk %s two".formatted(SigV4.sha256(new byte[0])));
  }

  @Test
  void aBodyOfSignedChunksMayEndWithoutAnEmptyLine() throws IOException {
    assertThat(read(SIGNED, "1;chunk-signature=x\r\na\r\n0;chunk-signature=y\r\n")).isEqualTo("a");
  }

  @Test
  void trailersAreThereOnceAllHasBeenRead() throws IOException {
    AwsChunkedStream in =
        stream(UNSIGNED, "1\r\na\r\n0\r\nX-Amz-Checksum-CRC32:  abc \r\nother:x\r\n\r\n");
    assertThat(in.trailers().size()).isZero();
    in.readAllBytes();
    assertThat(in.trailers().first("x-amz-checksum-crc32")).isEqualTo("abc");
    assertThat(in.trailers().first("other")).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\n\r\n", "\r\n\r\n"})
  void aSignedTrailerIsToldHoweverItsLinesEnd(String lineEnd) throws IOException {
    read(
        SIGNED_TRAILER,
        "0;chunk-signature=x\r\nx-amz-checksum-crc32: abc"
            + lineEnd
            + "x-amz-trailer-signature:sig\r\n\r\n");
    assertThat(told)
        .contains(
            "trailer %s sig"
                .formatted(SigV4.sha256("x-amz-checksum-crc32:abc\n".getBytes(ISO_8859_1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-checksum-crc32:abc\r\n\r\n",
        "\r\n",
        "x-amz-trailer-signature:sig\r\nx-amz-checksum-crc32:abc\r\n\r\n",
        "x-amz-trailer-signature:sig\r\nx-amz-trailer-signature:sig\r\n\r\n",
        "no colon\r\n\r\n",
        ":value\r\n\r\n"
      })
  void aSignedTrailerThatIsNoneIsMalformed(String trailer) {
    assertError(SIGNED_TRAILER, "0;chunk-signature=x\r\n" + trailer, S3Error.MALFORMED_TRAILER);
  }

  @Test
  void trailersAreWhereTheyWereAnnounced() {
    assertError(SIGNED, "0;chunk-signature=x\r\na:b\r\n\r\n", S3Error.MALFORMED_TRAILER);
    assertError(UNSIGNED, "0\r\nx-amz-trailer-signature:sig\r\n\r\n", S3Error.MALFORMED_TRAILER);
    assertError(UNSIGNED, "0\r\n" + "a:b\r\n".repeat(17) + "\r\n", S3Error.MALFORMED_TRAILER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "1 1\r\na\r\n0\r\n\r\n",
        "8000000000000000\r\n",
        "10000000000000000\r\n",
        "1\r\nab\r\n0\r\n\r\n",
        "1\r\na0\r\n\r\n",
        "1;chunk-signature=abc\r\na\r\n0\r\n\r\n",
        "0\r\n\r\nmore"
      })
  void whatIsNotWellFormedIsAnInvalidRequest(String body) {
    assertError(UNSIGNED, body, S3Error.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1\r\na\r\n0\r\n\r\n",
        "1;signature=x\r\na\r\n0\r\n\r\n",
        "1;chunk-signature=x\r\nab\r\n",
        "0;chunk-signature=x\r\n\r\nmore"
      })
  void everySignedChunkHasASignature(String body) {
    assertError(SIGNED, body, S3Error.INVALID_REQUEST);
  }

  @Test
  void aLineHasAnEnd() {
    assertError(UNSIGNED, "0".repeat(5000) + "\r\n\r\n", S3Error.INVALID_REQUEST);
    assertError(UNSIGNED, "0\r\na:" + "b".repeat(5000) + "\r\n\r\n", S3Error.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1\r\n", "1\r\na", "1\r\na\r", "1\r\na\r\n", "2\r\na", "0\r\na:b\r\n"})
  void aBodyThatBreaksOffIsIncomplete(String body) {
    assertThatThrownBy(() -> read(UNSIGNED, body)).isInstanceOf(EOFException.class);
  }

  @Test
  void onlyTheLastChunkMayBeSmall() throws IOException {
    assertThat(read(UNSIGNED, chunk(8192) + chunk(1) + "0\r\n\r\n")).hasSize(8193);
    assertThatThrownBy(() -> read(UNSIGNED, chunk(8192) + chunk(8191) + chunk(1) + "0\r\n\r\n"))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.error()).isEqualTo(S3Error.INVALID_CHUNK_SIZE);
              assertThat(e.fields())
                  .containsExactly(
                      new S3Exception.Detail("Chunk", "2"),
                      new S3Exception.Detail("BadChunkSize", "8191"));
            });
  }
}

package io.sluice.gateway.body;

import com.google.protobuf.ByteString;
import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.auth.Signature;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.http.BodyException;
import io.sluice.http.Exchange;
import io.sluice.http.Headers;
import io.sluice.protocol.Checksum;
import io.sluice.protocol.Checksum.Algorithm;
import io.sluice.protocol.ChunkChain;
import io.sluice.protocol.sign.ChunkSignatures;
import io.sluice.protocol.sign.SigningKey;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request, without any coding. All that the request says of them is checked: their
 * length, Content-MD5, x-amz-content-sha256, checksums in a header or a trailer, and chunk
 * signatures. All digests are taken in one pass.
 */
public final class RequestBody {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final int MD5_LENGTH = 16;
  private static final int BUFFER = 128 << 10;

  /** For what stands between chunks; most of what is in them goes past it. */
  private static final int LINE_BUFFER = 8 << 10;

  private final Exchange exchange;
  private final Signature signature;
  private final long length;
  private final byte @Nullable [] contentMd5;
  private final Optional<Checksums.Stated> stated;

  private RequestBody(
      Exchange exchange,
      Signature signature,
      long length,
      byte @Nullable [] contentMd5,
      Optional<Checksums.Stated> stated) {
    this.exchange = exchange;
    this.signature = signature;
    this.length = length;
    this.contentMd5 = contentMd5;
    this.stated = stated;
  }

  /** Takes the bytes. */
  @FunctionalInterface
  public interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * What was computed of a body that is as it was said to be.
   *
   * @param chunks what is left to verify of signed chunks: all, where no key was given; else absent
   */
  public record Digests(ByteString md5, Checksum checksum, Optional<ChunkChain> chunks) {}

  /**
   * Reads what the headers say of the body; nothing of the body itself.
   *
   * @throws S3Exception if it cannot be or is not said how long it is
   */
  public static RequestBody of(Exchange exchange, Signature signature) {
    return new RequestBody(
        exchange,
        signature,
        length(exchange, signature),
        contentMd5(exchange),
        Checksums.stated(exchange.headers()));
  }

  /** The same, where checksums in the headers are not of the body. */
  public static RequestBody withoutChecksum(Exchange exchange, Signature signature) {
    return new RequestBody(
        exchange, signature, length(exchange, signature), contentMd5(exchange), Optional.empty());
  }

  /** Where the length on the way is another one or is not told, that of the content is. */
  private static long length(Exchange exchange, Signature signature) {
    OptionalLong length = exchange.contentLength();
    if (length.isPresent() && !(signature.payload() instanceof PayloadMode.Chunked)) {
      return length.getAsLong();
    }
    @Nullable String decoded = exchange.headers().first("x-amz-decoded-content-length");
    if (decoded == null || !exchange.hasBody()) {
      throw new S3Exception(S3Error.MISSING_CONTENT_LENGTH);
    }
    if (!LENGTH.matcher(decoded).matches()) {
      throw S3Exception.invalidArgument(
          "x-amz-decoded-content-length", decoded, "x-amz-decoded-content-length is not a length");
    }
    return Long.parseLong(decoded);
  }

  private static byte @Nullable [] contentMd5(Exchange exchange) {
    @Nullable String header = exchange.headers().first("content-md5");
    if (header == null) {
      return null;
    }
    try {
      byte[] md5 = Base64.getDecoder().decode(header.strip());
      if (md5.length == MD5_LENGTH) {
        return md5;
      }
    } catch (IllegalArgumentException e) {
      // answered below
    }
    throw new S3Exception(S3Error.INVALID_DIGEST).with("Content-MD5", header);
  }

  /** Without any coding. */
  public long length() {
    return length;
  }

  /** What the client states of the checksum. */
  public Optional<Checksums.Stated> stated() {
    return stated;
  }

  /** Whether anything but the signature protects the body on its way. */
  public boolean hasDigest() {
    return contentMd5 != null || stated.isPresent();
  }

  /** Whether its chunks are signed, so that it takes the key, or the manager, to verify it. */
  public boolean hasSignedChunks() {
    return signature.payload() instanceof PayloadMode.Chunked chunked && chunked.signed();
  }

  /**
   * Reads it all.
   *
   * @param wanted the checksum to compute besides the one that the client states
   * @param key verifies signed chunks; null leaves that to whoever gets {@link Digests#chunks}
   * @throws S3Exception if it is not as it was said to be; what the sink was given is worth nothing
   *     then
   */
  public Digests readInto(Sink sink, Algorithm wanted, @Nullable SigningKey key)
      throws IOException {
    MessageDigest md5 = RunningChecksum.digest("MD5");
    @Nullable MessageDigest sha256 =
        signature.payload() instanceof PayloadMode.Hashed
            ? RunningChecksum.digest("SHA-256")
            : null;
    RunningChecksum checksum = RunningChecksum.of(wanted);
    @Nullable RunningChecksum second =
        stated.isPresent() && stated.get().algorithm() != wanted
            ? RunningChecksum.of(stated.get().algorithm())
            : null;
    Chain chain = new Chain(key);
    InputStream in = decoded(chain);
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(length, 1))];
    long total = 0;
    for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
      total += count;
      if (total > length) {
        throw new S3Exception(S3Error.INCOMPLETE_BODY);
      }
      md5.update(buffer, 0, count);
      checksum.update(buffer, 0, count);
      if (sha256 != null) {
        sha256.update(buffer, 0, count);
      }
      if (second != null) {
        second.update(buffer, 0, count);
      }
      sink.write(ByteBuffer.wrap(buffer, 0, count));
    }
    if (total != length) {
      throw new S3Exception(S3Error.INCOMPLETE_BODY);
    }
    byte[] computedMd5 = md5.digest();
    byte[] computed = checksum.value();
    requireSha256(sha256);
    requireMd5(computedMd5);
    requireChecksum(second == null ? computed : second.value(), in);
    return new Digests(
        ByteString.copyFrom(computedMd5),
        RunningChecksum.message(wanted, computed),
        chain.unverified());
  }

  /** Reads a small body whole. */
  public byte[] readAll(Algorithm wanted) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(length));
    readInto(all::put, wanted, null);
    return all.array();
  }

  private InputStream decoded(Chain chain) {
    InputStream raw = exchange.body();
    return signature.payload() instanceof PayloadMode.Chunked chunked
        ? new AwsChunkedStream(new BufferedInputStream(raw, LINE_BUFFER), chunked, chain)
        : raw;
  }

  private static int read(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer, 0, buffer.length);
    } catch (BodyException e) {
      throw switch (e.fault()) {
        case TRUNCATED, MALFORMED -> new S3Exception(S3Error.INCOMPLETE_BODY);
        case TIMEOUT -> new S3Exception(S3Error.REQUEST_TIMEOUT);
      };
    } catch (EOFException e) {
      throw new S3Exception(S3Error.INCOMPLETE_BODY);
    }
  }

  private void requireSha256(@Nullable MessageDigest sha256) {
    if (sha256 != null && signature.payload() instanceof PayloadMode.Hashed(String expected)) {
      String computed = HexFormat.of().formatHex(sha256.digest());
      if (!computed.equals(expected)) {
        throw new S3Exception(S3Error.X_AMZ_CONTENT_SHA256_MISMATCH)
            .with("ClientComputedContentSHA256", expected)
            .with("S3ComputedContentSHA256", computed);
      }
    }
  }

  private void requireMd5(byte[] computed) {
    if (contentMd5 != null && !Arrays.equals(contentMd5, computed)) {
      throw new S3Exception(S3Error.BAD_DIGEST)
          .with("ExpectedDigest", Base64.getEncoder().encodeToString(contentMd5))
          .with("CalculatedDigest", Base64.getEncoder().encodeToString(computed));
    }
  }

  private void requireChecksum(byte[] computed, InputStream in) {
    if (stated.isEmpty()) {
      if (in instanceof AwsChunkedStream chunked && chunked.trailers().size() > 0) {
        throw new S3Exception(S3Error.MALFORMED_TRAILER);
      }
      return;
    }
    Algorithm algorithm = stated.get().algorithm();
    @Nullable ByteString inHeader = stated.get().value();
    byte[] expected = inHeader != null ? inHeader.toByteArray() : trailer(algorithm, in);
    if (!Arrays.equals(expected, computed)) {
      throw S3Exception.checksumMismatch(algorithm.name())
          .with("ExpectedDigest", Base64.getEncoder().encodeToString(expected))
          .with("CalculatedDigest", Base64.getEncoder().encodeToString(computed));
    }
  }

  private byte[] trailer(Algorithm algorithm, InputStream in) {
    Headers trailers =
        in instanceof AwsChunkedStream chunked ? chunked.trailers() : exchange.trailers();
    @Nullable String value = trailers.first(Checksums.header(algorithm));
    if (value == null || (in instanceof AwsChunkedStream && trailers.size() != 1)) {
      throw new S3Exception(S3Error.MALFORMED_TRAILER);
    }
    return Checksums.decodeTrailer(algorithm, value);
  }

  /** Verifies the chain of chunk signatures, or where there is no key collects it. */
  private final class Chain implements ChunkListener {
    private final @Nullable ChunkSignatures signatures;
    private final ChunkChain.Builder collected = ChunkChain.newBuilder();

    Chain(@Nullable SigningKey key) {
      this.signatures =
          key == null
              ? null
              : new ChunkSignatures(
                  key, signature.timestamp(), signature.scope(), signature.token().getSignature());
      collected.setTimestamp(signature.timestamp());
    }

    @Override
    public void chunk(byte[] sha256, String chunkSignature) {
      if (signatures == null) {
        collected.addChunks(message(sha256, chunkSignature));
      } else if (!signatures.verifiesChunk(HexFormat.of().formatHex(sha256), chunkSignature)) {
        throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH);
      }
    }

    @Override
    public void trailer(byte[] sha256, String trailerSignature) {
      if (signatures == null) {
        collected.setTrailer(message(sha256, trailerSignature));
      } else if (!signatures.verifiesTrailer(HexFormat.of().formatHex(sha256), trailerSignature)) {
        throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH);
      }
    }

    private static ChunkChain.Chunk message(byte[] sha256, String chunkSignature) {
      return ChunkChain.Chunk.newBuilder()
          .setSha256(ByteString.copyFrom(sha256))
          .setSignature(chunkSignature)
          .build();
    }

    Optional<ChunkChain> unverified() {
      return hasSignedChunks() && signatures == null
          ? Optional.of(collected.build())
          : Optional.empty();
    }
  }
}

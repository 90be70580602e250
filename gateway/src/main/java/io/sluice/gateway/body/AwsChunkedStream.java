package io.sluice.gateway.body;

import io.sluice.gateway.auth.PayloadMode;
import io.sluice.gateway.error.S3Error;
import io.sluice.gateway.error.S3Exception;
import io.sluice.http.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a body of {@code aws-chunked}: each chunk is its length in hex, its signature where it is
 * signed, and its bytes; the last is empty, and header fields may follow it.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">transferring payload
 * in multiple chunks</a>.
 */
final class AwsChunkedStream extends InputStream {
  private static final int SMALLEST_CHUNK = 8192;
  private static final int LONGEST_LINE = 4096;
  private static final int MOST_TRAILERS = 16;
  private static final String SIGNATURE = "chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private final InputStream in;
  private final PayloadMode.Chunked mode;
  private final ChunkListener listener;
  private final MessageDigest sha256 = RunningChecksum.digest("SHA-256");

  private long left;
  private long previousSize = Long.MAX_VALUE;
  private int number;
  private String signature = "";
  private boolean ended;
  private Headers trailers = Headers.NONE;

  AwsChunkedStream(InputStream in, PayloadMode.Chunked mode, ChunkListener listener) {
    this.in = in;
    this.mode = mode;
    this.listener = listener;
  }

  /** What followed the last chunk; empty until all has been read. */
  Headers trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !nextChunk()) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(left, length));
    if (count < 0) {
      throw incomplete();
    }
    if (mode.signed()) {
      sha256.update(target, offset, count);
    }
    left -= count;
    if (left == 0) {
      endChunk();
    }
    return count;
  }

  /** Begins a chunk; false where the body has ended. */
  private boolean nextChunk() throws IOException {
    if (ended) {
      return false;
    }
    readHeader(line());
    number++;
    if (left > 0 && previousSize < SMALLEST_CHUNK) {
      throw new S3Exception(S3Error.INVALID_CHUNK_SIZE)
          .with("Chunk", Integer.toString(number - 1))
          .with("BadChunkSize", Long.toString(previousSize));
    }
    previousSize = left;
    if (left == 0) {
      end();
      return false;
    }
    return true;
  }

  private void readHeader(String header) {
    int semicolon = header.indexOf(';');
    String size = semicolon < 0 ? header : header.substring(0, semicolon);
    String extension = semicolon < 0 ? "" : header.substring(semicolon + 1);
    if (mode.signed() != extension.startsWith(SIGNATURE)) {
      throw malformed();
    }
    signature = mode.signed() ? extension.substring(SIGNATURE.length()).strip() : "";
    try {
      left = Long.parseUnsignedLong(size.strip(), 16);
    } catch (NumberFormatException e) {
      throw malformed();
    }
    if (left < 0) {
      throw malformed();
    }
  }

  private void endChunk() throws IOException {
    if (!line().isEmpty()) {
      throw malformed();
    }
    if (mode.signed()) {
      listener.chunk(sha256.digest(), signature);
    }
  }

  private void end() throws IOException {
    ended = true;
    if (mode.signed()) {
      listener.chunk(sha256.digest(), signature);
    }
    readTrailers();
    if (in.read() >= 0) {
      throw malformed();
    }
  }

  /**
   * Without a trailer, the empty line behind the last chunk may be missing. In a signed trailer
   * there may be one ahead of the signature: so do Amazon's examples have it, and so do clients.
   */
  private void readTrailers() throws IOException {
    Headers.Builder read = Headers.builder();
    @Nullable String trailerSignature = null;
    for (int count = 0; count <= MOST_TRAILERS; count++) {
      String line = mode.trailer() ? line() : lineOrNothing();
      if (line.isEmpty() && count > 0 && mode.signed() && trailerSignature == null) {
        line = lineOrNothing();
      }
      if (line.isEmpty()) {
        trailers = read.build();
        verifyTrailer(trailerSignature);
        return;
      }
      int colon = line.indexOf(':');
      if (!mode.trailer() || colon <= 0 || trailerSignature != null) {
        throw malformedTrailer();
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals(TRAILER_SIGNATURE)) {
        trailerSignature = value;
      } else {
        read.add(name, value);
        sha256.update("%s:%s\n".formatted(name, value).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    throw malformedTrailer();
  }

  private void verifyTrailer(@Nullable String trailerSignature) {
    boolean signed = mode.signed() && mode.trailer();
    if (signed != (trailerSignature != null)) {
      throw malformedTrailer();
    }
    if (trailerSignature != null) {
      listener.trailer(sha256.digest(), trailerSignature);
    }
  }

  private String line() throws IOException {
    String line = lineOrNull();
    if (line == null) {
      throw incomplete();
    }
    return line;
  }

  private String lineOrNothing() throws IOException {
    String line = lineOrNull();
    return line == null ? "" : line;
  }

  /** A line without its CRLF; null at the end of the body. */
  private @Nullable String lineOrNull() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw incomplete();
      }
      if (c == '\n') {
        int end = line.length() - 1;
        if (end >= 0 && line.charAt(end) == '\r') {
          line.setLength(end);
        }
        return line.toString();
      }
      line.append((char) c);
      if (line.length() > LONGEST_LINE) {
        throw malformed();
      }
    }
  }

  private static S3Exception malformed() {
    return new S3Exception(
        S3Error.INVALID_REQUEST, "The body is not well-formed in the aws-chunked encoding.");
  }

  private static S3Exception malformedTrailer() {
    return new S3Exception(S3Error.MALFORMED_TRAILER);
  }

  private static IOException incomplete() {
    return new EOFException("the aws-chunked body ends early");
  }
}

package io.sluice.protocol.sign;

/**
 * The chain of signatures of an aws-chunked body. Each is over the one before it, so chunks can be
 * neither changed nor reordered; the first is over the signature of the request.
 *
 * <p>Follows <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">signature
 * calculation for chunked uploads with trailing headers</a>.
 */
public final class ChunkSignatures {
  private static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final SigningKey key;
  private final String scope;
  private String previous;

  /**
   * @param timestamp when the request was signed, {@code yyyyMMdd'T'HHmmss'Z'}
   * @param scope {@code date/region/service/aws4_request}
   * @param seed the signature of the request
   */
  public ChunkSignatures(SigningKey key, String timestamp, String scope, String seed) {
    this.key = key;
    this.scope = timestamp + '\n' + scope;
    this.previous = seed;
  }

  /**
   * Whether a signature is that of the next chunk, given the SHA-256 of its bytes in lower-case
   * hex.
   */
  public boolean verifiesChunk(String sha256, String signature) {
    return verifies(
        "AWS4-HMAC-SHA256-PAYLOAD\n%s\n%s\n%s\n%s"
            .formatted(scope, previous, SHA256_OF_NOTHING, sha256),
        signature);
  }

  /**
   * Whether a signature is that of the trailer, given the SHA-256 of its {@code name:value\n}
   * lines.
   */
  public boolean verifiesTrailer(String sha256, String signature) {
    return verifies(
        "AWS4-HMAC-SHA256-TRAILER\n%s\n%s\n%s".formatted(scope, previous, sha256), signature);
  }

  private boolean verifies(String stringToSign, String signature) {
    previous = signature;
    return key.verifies(stringToSign, signature);
  }
}

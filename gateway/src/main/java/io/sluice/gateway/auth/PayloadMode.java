package io.sluice.gateway.auth;

/** What a signature says of the body. */
public sealed interface PayloadMode {
  /** Nothing: {@code UNSIGNED-PAYLOAD}, SigV2, or no signature at all. */
  enum Unsigned implements PayloadMode {
    INSTANCE
  }

  /** Its SHA-256, in lower-case hex. */
  record Hashed(String sha256) implements PayloadMode {}

  /**
   * It comes in chunks of {@code aws-chunked}.
   *
   * @param signed whether every chunk is signed, and the trailer where there is one
   * @param trailer whether header fields follow the last chunk
   */
  record Chunked(boolean signed, boolean trailer) implements PayloadMode {}
}

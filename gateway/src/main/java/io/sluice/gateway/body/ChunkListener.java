package io.sluice.gateway.body;

/** Is told what a signed aws-chunked body consists of, in order. */
interface ChunkListener {
  /** A chunk has been read to its end; the last one is empty. */
  void chunk(byte[] sha256, String signature);

  /** The signed trailer has been read. */
  void trailer(byte[] sha256, String signature);
}

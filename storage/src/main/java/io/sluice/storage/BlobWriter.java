package io.sluice.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes one blob, front to back. It belongs to one thread at a time. */
public interface BlobWriter extends Closeable {
  /** Appends all that remains in the buffer. */
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Makes the blob durable: when this returns, its bytes and its name survive the end of the
   * process and of the machine.
   *
   * @return the CRC32C of all bytes
   */
  int finish() throws IOException;

  /** Drops what has been written, unless the blob has been finished. */
  @Override
  void close() throws IOException;
}

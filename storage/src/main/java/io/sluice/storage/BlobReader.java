package io.sluice.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads one blob, from any place. Any number of threads may use it at once. */
public interface BlobReader extends Closeable {
  long size();

  /**
   * Reads from a position on until the buffer is full.
   *
   * @throws StorageException {@link StorageError#DAMAGED} if the blob ends before
   */
  void read(ByteBuffer target, long position) throws IOException;

  /** The file that holds the blob's bytes and no others; it is closed with this reader. */
  FileChannel file();
}

package io.sluice.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * The body of a response. If it cannot be sent whole, the connection is cut: a client never takes a
 * part for all. If it fails before its first byte has left, the client gets a 500 instead.
 */
public sealed interface Content {
  /** No body. */
  enum None implements Content {
    INSTANCE
  }

  /** What remains of a buffer; its bytes must not be changed any more. */
  record InMemory(ByteBuffer bytes) implements Content {}

  /**
   * Ranges of files, one after the other, sent without copying them through the heap where the
   * transport allows. Each is opened when its turn comes and closed when it has been sent.
   */
  record Files(List<FileRange> ranges) implements Content {
    public Files {
      ranges = List.copyOf(ranges);
    }

    public long length() {
      return ranges.stream().mapToLong(FileRange::length).reduce(0, Math::addExact);
    }
  }

  /**
   * Bytes that are produced while they are sent, on the thread that handled the request.
   *
   * @param length how many there will be, or {@link #UNKNOWN_LENGTH}
   */
  record Streamed(long length, Writer writer) implements Content {
    public static final long UNKNOWN_LENGTH = -1;

    public Streamed {
      if (length < UNKNOWN_LENGTH) {
        throw new IllegalArgumentException("a length of %d".formatted(length));
      }
    }
  }

  /** A part of a file. */
  record FileRange(FileSource source, long offset, long length) {
    public FileRange {
      if (offset < 0 || length < 0) {
        throw new IllegalArgumentException("%d bytes from %d on".formatted(length, offset));
      }
    }
  }

  /** Opens a file for reading; whoever calls it closes the channel. */
  @FunctionalInterface
  interface FileSource {
    FileChannel open() throws IOException;
  }

  /**
   * Writes a body. Writes block while the client does not read; {@code flush} sends what has been
   * written so far.
   */
  @FunctionalInterface
  interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }
}

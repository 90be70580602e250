package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultFileRegion;
import io.sluice.http.Content.FileRange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Sends ranges of files on the handler's thread, which opens one after the other: from the page
 * cache to the socket where both are the system's own, else through buffers outside of the heap.
 */
final class FileSender {
  private static final int COPY_BYTES = 64 << 10;

  /**
   * The only kind of channel that native code can take a descriptor from; given another it would
   * read at random.
   */
  private static final String PLAIN_CHANNEL = "sun.nio.ch.FileChannelImpl";

  private final Reply reply;

  FileSender(Reply reply) {
    this.reply = reply;
  }

  void send(ResponseHead head, List<FileRange> ranges) throws IOException {
    List<FileRange> parts = ranges.stream().filter(range -> range.length() > 0).toList();
    reply.begin(head);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        reply.awaitSent();
      }
      send(parts.get(i), i == parts.size() - 1);
    }
  }

  private void send(FileRange range, boolean last) throws IOException {
    FileChannel file = range.source().open();
    boolean handedOver = false;
    try {
      long end = Math.addExact(range.offset(), range.length());
      if (file.size() < end) {
        throw new EOFException(
            "a file of %d bytes where %d were promised".formatted(file.size(), end));
      }
      if (reply.sendsFiles() && file.getClass().getName().equals(PLAIN_CHANNEL)) {
        DefaultFileRegion region = new DefaultFileRegion(file, range.offset(), range.length());
        handedOver = true;
        if (last) {
          reply.finish(region);
        } else {
          reply.write(region);
        }
      } else {
        copy(file, range.offset(), end, last);
      }
    } finally {
      if (!handedOver) {
        file.close();
      }
    }
  }

  private void copy(FileChannel file, long start, long end, boolean last) throws IOException {
    for (long position = start; position < end; ) {
      ByteBuf buffer = read(file, position, (int) Math.min(COPY_BYTES, end - position));
      position += buffer.readableBytes();
      if (last && position == end) {
        reply.finish(buffer);
      } else {
        reply.write(buffer);
      }
    }
  }

  private ByteBuf read(FileChannel file, long position, int count) throws IOException {
    ByteBuf buffer = reply.allocator().directBuffer(count);
    boolean whole = false;
    try {
      while (buffer.isWritable()) {
        int length = buffer.writableBytes();
        if (buffer.writeBytes(file, position + buffer.writerIndex(), length) < 0) {
          throw new EOFException("a file that ends at %d".formatted(position));
        }
      }
      whole = true;
      return buffer;
    } finally {
      if (!whole) {
        buffer.release();
      }
    }
  }
}

package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.http.ResponseHead.Coding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Content.Streamed} is written to: gathers bytes into buffers, in chunks where the
 * length is not known. A body that ends before the first buffer is full goes out with its length
 * after all.
 */
final class ReplyStream extends OutputStream {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int FIRST_BYTES = 8 << 10;

  /** Room ahead of the data for {@code 10000\r\n}, and behind it for the end of the last chunk. */
  private static final int SIZE_ROOM = 8;

  private static final String END_OF_CHUNK = "\r\n";
  private static final String LAST_CHUNK = "0\r\n\r\n";
  private static final int END_ROOM = END_OF_CHUNK.length() + LAST_CHUNK.length();

  private final Reply reply;
  private final ResponseHead head;
  private @Nullable ByteBuf buffer;
  private long written;

  /**
   * @param head its length says how much will be written, and without one its coding says how the
   *     client is told
   */
  ReplyStream(Reply reply, ResponseHead head) {
    this.reply = reply;
    this.head = head;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    if (head.length() != ResponseHead.NO_LENGTH && count > head.length() - written) {
      throw new IllegalStateException(
          "more content than the promised %d bytes".formatted(head.length()));
    }
    for (int done = 0; done < count; ) {
      ByteBuf room = room(count - done);
      int part = Math.min(count - done, SIZE_ROOM + BUFFER_BYTES - room.writerIndex());
      room.writeBytes(source, offset + done, part);
      done += part;
      written += part;
      if (room.writerIndex() == SIZE_ROOM + BUFFER_BYTES && written != head.length()) {
        flush();
      }
    }
  }

  private ByteBuf room(int wanted) {
    ByteBuf room = buffer;
    if (room == null) {
      int initial = Math.clamp(wanted, FIRST_BYTES, BUFFER_BYTES);
      room =
          reply
              .allocator()
              .directBuffer(SIZE_ROOM + initial + END_ROOM, SIZE_ROOM + BUFFER_BYTES + END_ROOM);
      room.writerIndex(SIZE_ROOM).readerIndex(SIZE_ROOM);
      buffer = room;
    }
    return room;
  }

  @Override
  public void flush() throws IOException {
    ByteBuf piece = buffer;
    if (piece != null && piece.isReadable()) {
      buffer = null;
      begin(head);
      reply.write(head.coding() == Coding.CHUNKED ? chunk(piece) : piece);
    }
  }

  private void begin(ResponseHead head) {
    if (!reply.hasBegun()) {
      reply.begin(head);
    }
  }

  private static ByteBuf chunk(ByteBuf data) {
    byte[] size =
        (Integer.toHexString(data.readableBytes()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    data.setBytes(data.readerIndex() - size.length, size);
    data.readerIndex(data.readerIndex() - size.length);
    data.writeCharSequence(END_OF_CHUNK, StandardCharsets.US_ASCII);
    return data;
  }

  /** Sends the rest, and what tells the client that it was all. */
  void finish() {
    if (head.length() != ResponseHead.NO_LENGTH && written != head.length()) {
      throw new IllegalStateException(
          "%d bytes of content instead of the promised %d".formatted(written, head.length()));
    }
    boolean isAll = !reply.hasBegun();
    begin(isAll ? head.ofLength(written) : head);
    ByteBuf rest = room(0);
    buffer = null;
    if (head.coding() == Coding.CHUNKED && !isAll) {
      if (rest.isReadable()) {
        chunk(rest);
      }
      rest.writeCharSequence(LAST_CHUNK, StandardCharsets.US_ASCII);
    }
    reply.finish(rest);
  }

  /** Gives back what has not been sent. */
  void discard() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}

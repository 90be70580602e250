package io.sluice.catalog.entity;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How large the content of a file in Avro's container format is, found without keeping it. */
final class AvroBounds {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC_BYTES = 16;

  private AvroBounds() {}

  /** Whether a file says that it is one. */
  static boolean isAvro(byte[] file) {
    return file.length >= MAGIC.length
        && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Whether a file is well-formed and its blocks, expanded, are no larger than a bound each, and
   * than another one together. Codecs other than Iceberg's default and none are refused.
   */
  static boolean isWithin(byte[] file, long mostOfBlock, long most) {
    ByteBuffer in = ByteBuffer.wrap(file);
    try {
      byte[] magic = new byte[MAGIC.length];
      in.get(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        return false;
      }
      String codec = codec(in);
      skip(in, SYNC_BYTES);
      long total = 0;
      while (in.hasRemaining() && total <= most) {
        long _ = number(in);
        int length = length(in);
        long expanded = length;
        if (codec.equals("deflate")) {
          expanded = expanded(in.slice(in.position(), length), mostOfBlock);
        } else if (!codec.equals("null")) {
          return false;
        }
        if (expanded > mostOfBlock) {
          return false;
        }
        total += expanded;
        skip(in, length);
        skip(in, SYNC_BYTES);
      }
      return total <= most;
    } catch (BufferUnderflowException | IllegalArgumentException | DataFormatException _) {
      return false;
    }
  }

  private static String codec(ByteBuffer in) {
    String codec = "null";
    for (long count = number(in); count != 0; count = number(in)) {
      if (count < 0) {
        count = -count;
        long _ = number(in);
      }
      for (long entry = 0; entry < count; entry++) {
        String key = text(in);
        String value = text(in);
        if (key.equals("avro.codec")) {
          codec = value;
        }
      }
    }
    return codec;
  }

  private static long expanded(ByteBuffer block, long most) throws DataFormatException {
    byte[] buffer = new byte[8 << 10];
    long total = 0;
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(block);
      while (!inflater.finished() && total <= most) {
        int count = inflater.inflate(buffer);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DataFormatException("a block is not complete");
        }
        total += count;
      }
    }
    return total;
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[length(in)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int length(ByteBuffer in) {
    long length = number(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return (int) length;
  }

  private static void skip(ByteBuffer in, int count) {
    if (in.remaining() < count) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + count);
  }

  /** Avro's way to write a number, with the sign in the last bit. */
  private static long number(ByteBuffer in) {
    long bits = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      bits |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return (bits >>> 1) ^ -(bits & 1);
      }
    }
    throw new IllegalArgumentException("not a number");
  }
}

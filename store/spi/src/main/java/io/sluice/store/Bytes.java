package io.sluice.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** An immutable string of bytes, ordered as unsigned bytes: the order of names in a table. */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final int SHOWN = 64;

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Takes the array over without copying it: the caller must never change it again. */
  public static Bytes wrap(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content);
  }

  public static Bytes copyOf(byte[] content, int from, int length) {
    return wrap(Arrays.copyOfRange(content, from, from + length));
  }

  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return content.length;
  }

  public boolean isEmpty() {
    return content.length == 0;
  }

  public byte at(int index) {
    return content[index];
  }

  public boolean startsWith(Bytes prefix) {
    int length = prefix.content.length;
    return length <= content.length && Arrays.equals(content, 0, length, prefix.content, 0, length);
  }

  /** Where {@code part} first occurs at or behind {@code from}, or -1. */
  public int indexOf(Bytes part, int from) {
    byte[] sought = part.content;
    for (int start = from; start <= content.length - sought.length; start++) {
      if (Arrays.equals(content, start, start + sought.length, sought, 0, sought.length)) {
        return start;
      }
    }
    return -1;
  }

  public Bytes slice(int from, int to) {
    return from == 0 && to == content.length ? this : wrap(Arrays.copyOfRange(content, from, to));
  }

  public Bytes plus(Bytes tail) {
    byte[] joined = Arrays.copyOf(content, content.length + tail.content.length);
    System.arraycopy(tail.content, 0, joined, content.length, tail.content.length);
    return wrap(joined);
  }

  /**
   * The smallest string that is greater than every string that starts with this one; empty where
   * there is none, which is for no bytes at all or only 0xFF.
   */
  public Optional<Bytes> afterPrefix() {
    int last = content.length - 1;
    while (last >= 0 && content[last] == (byte) 0xFF) {
      last--;
    }
    if (last < 0) {
      return Optional.empty();
    }
    byte[] bound = Arrays.copyOf(content, last + 1);
    bound[last]++;
    return Optional.of(new Bytes(bound));
  }

  public byte[] toByteArray() {
    return content.clone();
  }

  /** The bytes themselves, not a copy: the caller must not change them. */
  public byte[] unsafeArray() {
    return content;
  }

  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  public String toUtf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Printable ASCII as it is, other bytes as {@code \xNN}; long strings are cut. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(content.length, SHOWN); i++) {
      byte b = content[i];
      if (b > ' ' && b < 0x7F && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x%02x".formatted(b));
      }
    }
    return content.length > SHOWN ? text + "...(" + content.length + " bytes)" : text.toString();
  }
}

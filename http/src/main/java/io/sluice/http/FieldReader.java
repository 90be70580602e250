package io.sluice.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads header fields, one line each (RFC 9112, section 5). */
final class FieldReader {
  private static final int TYPICAL_FIELDS = 16;

  private final byte[] bytes;
  private final int end;
  private int position;
  private String[] namesAndValues = new String[2 * TYPICAL_FIELDS];
  private int size;

  FieldReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** Reads to the empty line, which must be there. */
  Headers read() throws RefusedException {
    while (octet(position) != '\r') {
      readField();
    }
    readLineEnd();
    return size == 0 ? Headers.NONE : Headers.owning(Arrays.copyOf(namesAndValues, size));
  }

  private void readField() throws RefusedException {
    int name = position;
    int colon = name;
    while (Octets.isToken(octet(colon))) {
      colon++;
    }
    // a space ahead of the colon, or a folded line, which begins with one, ends here too
    if (colon == name || octet(colon) != ':') {
      throw new RefusedException(Rejection.MALFORMED);
    }
    int value = colon + 1;
    while (isSpace(octet(value))) {
      value++;
    }
    int lineEnd = value;
    while (Octets.isValue(octet(lineEnd))) {
      lineEnd++;
    }
    int valueEnd = lineEnd;
    while (valueEnd > value && isSpace(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    add(string(name, colon), string(value, valueEnd));
    position = lineEnd;
    readLineEnd();
  }

  /** Reads CR and LF, which must be there. */
  void readLineEnd() throws RefusedException {
    if (octet(position) != '\r' || octet(position + 1) != '\n') {
      throw new RefusedException(Rejection.MALFORMED);
    }
    position += 2;
  }

  private byte octet(int index) throws RefusedException {
    if (index >= end) {
      throw new RefusedException(Rejection.MALFORMED);
    }
    return bytes[index];
  }

  private void add(String name, String value) {
    if (size == namesAndValues.length) {
      namesAndValues = Arrays.copyOf(namesAndValues, 2 * size);
    }
    namesAndValues[size++] = name;
    namesAndValues[size++] = value;
  }

  private String string(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}

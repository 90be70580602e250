package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.dynamodb.Layout.Address;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Where a value is that is too large to lie with its name.
 *
 * @param id never used before and never again
 */
record PiecesRef(String id, int sizeBytes) {
  static final int PIECE = 256 << 10;

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{32}):([0-9]{1,9})");

  static PiecesRef parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("'%s' does not name pieces of a value".formatted(text));
    }
    return new PiecesRef(form.group(1), Integer.parseInt(form.group(2)));
  }

  String text() {
    return id + ":" + sizeBytes;
  }

  List<Address> addresses() {
    return IntStream.range(0, (sizeBytes + PIECE - 1) / PIECE).mapToObj(this::address).toList();
  }

  private Address address(int number) {
    return new Address("../value/" + id, Bytes.wrap(new byte[] {(byte) number}));
  }
}

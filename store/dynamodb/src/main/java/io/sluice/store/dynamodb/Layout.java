package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Limits;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Table;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Where in the table of DynamoDB things are; see {@code docs/formats.md}. An entry lies under the
 * name of its table ({@code parent}) and its own name ({@code child}), so that the entries of a
 * table are in order.
 *
 * <p>A range key has at most 1,024 bytes, and names may have more. So the names that are longer
 * than {@link #SHORT} lie, by what follows their first {@link #SHORT} bytes, under a parent of
 * their own for these first bytes; and a <em>signpost</em> between the short names shows where they
 * belong.
 */
final class Layout {
  /** The longest name that is a range key as it is. */
  static final int SHORT = 1_000;

  /** The longest value that lies with its name: a hundred of these fit into a transaction. */
  static final int INLINE = 32 << 10;

  static final Limits LIMITS = new Limits(2_000, 1 << 20, 8 << 20);

  static final String PARENT = "parent";
  static final String CHILD = "child";
  static final String REVISION = "revision";
  static final String VALUE = "value";

  /** A list of one text, which says where the pieces of the value are. */
  static final String PIECES = "pieces";

  /** A list of texts: pieces of values that this one replaced. */
  static final String OLD = "old";

  /** Set where the entry was deleted: a tombstone. */
  static final String GONE = "gone";

  static final Address VERSION = Address.special("../VERSION", "../VERSION");
  static final Address REVISIONS = Address.special("../REVISIONS", "../REVISIONS");

  private static final Bytes SIGNPOST = Bytes.wrap(new byte[1]);

  private Layout() {}

  /** The key of an item. */
  record Address(String parent, Bytes child) {
    static Address special(String parent, String child) {
      return new Address(parent, Bytes.utf8(child));
    }

    Map<String, AttributeValue> key() {
      return Map.of(PARENT, text(parent), CHILD, binary(child));
    }
  }

  static Address address(Key key) {
    Bytes name = key.name();
    return name.length() <= SHORT
        ? new Address(parent(key.table()), name)
        : new Address(
            longNames(key.table(), name.slice(0, SHORT)), name.slice(SHORT, name.length()));
  }

  static String parent(Table table) {
    return table.name();
  }

  /** The parent of the long names that start with these {@link #SHORT} bytes. */
  static String longNames(Table table, Bytes start) {
    return table.name()
        + "|"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(start.unsafeArray());
  }

  /** Stands directly behind the name that is {@code start}, and is itself too long for a name. */
  static Address signpost(Table table, Bytes start) {
    return new Address(parent(table), start.plus(SIGNPOST));
  }

  static boolean isSignpost(Bytes child) {
    return child.length() > SHORT;
  }

  /** An attribute that everything of this kind has. */
  static AttributeValue required(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null) {
      throw new StoreException(
          StoreError.CORRUPT, "an item of the table has lost its '%s'".formatted(attribute));
    }
    return value;
  }

  static Address address(Map<String, AttributeValue> item) {
    return new Address(required(item, PARENT).s(), bytes(required(item, CHILD)));
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  static AttributeValue binary(Bytes bytes) {
    return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes.unsafeArray()));
  }

  static Bytes bytes(AttributeValue value) {
    return Bytes.wrap(value.b().asByteArrayUnsafe());
  }
}

package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What an item says of an entry.
 *
 * @param gone the entry was deleted
 * @param value empty if it was not asked for, or is in pieces
 * @param old pieces of values that were replaced and may still be read
 */
record Row(
    Bytes name,
    long revision,
    boolean gone,
    Bytes value,
    Optional<PiecesRef> pieces,
    List<PiecesRef> old) {

  static Row of(Bytes name, Map<String, AttributeValue> item) {
    try {
      AttributeValue value = item.get(Layout.VALUE);
      return new Row(
          name,
          Long.parseLong(Layout.required(item, Layout.REVISION).n()),
          item.containsKey(Layout.GONE),
          value == null ? Bytes.EMPTY : Layout.bytes(value),
          refs(item.get(Layout.PIECES)).stream().findFirst(),
          refs(item.get(Layout.OLD)));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          StoreError.CORRUPT,
          "an item of the table is not what was written: %s".formatted(e.getMessage()),
          e);
    }
  }

  private static List<PiecesRef> refs(@Nullable AttributeValue list) {
    return list == null
        ? List.of()
        : list.l().stream().map(AttributeValue::s).map(PiecesRef::parse).toList();
  }

  boolean needsTidying() {
    return gone || !old.isEmpty();
  }

  static boolean holds(Condition condition, Optional<Row> found) {
    Optional<Row> entry = found.filter(row -> !row.gone());
    return switch (condition) {
      case Condition.Absent _ -> entry.isEmpty();
      case Condition.Present _ -> entry.isPresent();
      case Condition.Unchanged(var _, long revision) ->
          entry.isPresent() && entry.get().revision() == revision;
    };
  }
}

package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Walks forward over the items of a table, tombstones too, in the order of their names. They are
 * fetched in batches that grow; where a signpost is, the long names that it stands for come next.
 */
final class Rows {
  private static final int LARGEST_BATCH = 4_096;
  private static final Bytes LEAST = Bytes.wrap(new byte[1]);
  private static final Bytes BEHIND_SIGNPOST = Bytes.wrap(new byte[2]);

  private final Requests requests;
  private final Table table;
  private final boolean values;
  private final int firstBatch;

  /** The short names, and in front of them at times the long ones of a signpost. */
  private final Deque<Segment> open = new ArrayDeque<>();

  /**
   * @param from the first name, if there is one
   * @param end names from here on may be left out
   * @param values whether the values are wanted, or only what becomes of them
   */
  Rows(
      Requests requests,
      Table table,
      Bytes from,
      Optional<Bytes> end,
      boolean values,
      int firstBatch) {
    this.requests = requests;
    this.table = table;
    this.values = values;
    this.firstBatch = firstBatch;
    Optional<Bytes> until = end.filter(name -> name.length() <= Layout.SHORT);
    if (from.length() <= Layout.SHORT) {
      open.push(new Segment(Layout.parent(table), Bytes.EMPTY, from, until));
    } else {
      Bytes start = from.slice(0, Layout.SHORT);
      open.push(new Segment(Layout.parent(table), Bytes.EMPTY, start.plus(BEHIND_SIGNPOST), until));
      open.push(longNames(start, from.slice(Layout.SHORT, from.length())));
    }
  }

  private Segment longNames(Bytes start, Bytes from) {
    return new Segment(Layout.longNames(table, start), start, from, Optional.empty());
  }

  @Nullable Row next() {
    while (true) {
      Segment segment = open.peek();
      if (segment == null) {
        return null;
      }
      Map<String, AttributeValue> item = segment.next();
      if (item == null) {
        open.pop();
        continue;
      }
      Bytes child = Layout.bytes(Layout.required(item, Layout.CHILD));
      if (segment.start.isEmpty() && Layout.isSignpost(child)) {
        open.push(longNames(child.slice(0, Layout.SHORT), Bytes.EMPTY));
        continue;
      }
      return Row.of(segment.start.plus(child), item);
    }
  }

  /**
   * Goes on at the first name that is not less than this one, if that has been fetched already.
   *
   * @return false if it has not; then this walk is of no further use
   */
  boolean skipTo(Bytes name) {
    Segment segment = open.peek();
    while (segment != null) {
      Map<String, AttributeValue> item = segment.fetched.peek();
      if (item == null) {
        return false;
      }
      Bytes child = segment.start.plus(Layout.bytes(Layout.required(item, Layout.CHILD)));
      if (child.compareTo(name) >= 0) {
        return true;
      }
      if (segment.start.isEmpty()
          && Layout.isSignpost(child)
          && name.startsWith(child.slice(0, Layout.SHORT))) {
        return false;
      }
      segment.fetched.remove();
    }
    return false;
  }

  /** A part of one partition. */
  private final class Segment {
    private final String parent;
    private final Bytes start;
    private final Bytes from;
    private final Optional<Bytes> until;
    private final Deque<Map<String, AttributeValue>> fetched = new ArrayDeque<>();
    private Map<String, AttributeValue> last = Map.of();
    private int batch = firstBatch;
    private boolean whole;

    Segment(String parent, Bytes start, Bytes from, Optional<Bytes> until) {
      this.parent = parent;
      this.start = start;
      this.from = from;
      this.until = until;
      whole = until.filter(end -> end.compareTo(from) < 0).isPresent();
    }

    @Nullable Map<String, AttributeValue> next() {
      while (fetched.isEmpty() && !whole) {
        fetch();
      }
      return fetched.poll();
    }

    private void fetch() {
      Map<String, String> names = new HashMap<>(Map.of("#k", Layout.PARENT));
      Map<String, AttributeValue> arguments = new HashMap<>(Map.of(":k", Layout.text(parent)));
      String condition = "#k = :k";
      if (until.isPresent()) {
        condition += " AND #c BETWEEN :from AND :until";
        arguments.put(":until", Layout.binary(until.get()));
        arguments.put(":from", Layout.binary(from.isEmpty() ? LEAST : from));
      } else if (!from.isEmpty()) {
        condition += " AND #c >= :from";
        arguments.put(":from", Layout.binary(from));
      }
      if (!values || condition.contains("#c")) {
        names.put("#c", Layout.CHILD);
      }
      String asked = condition;
      QueryResponse answer =
          requests.query(
              query -> {
                query
                    .keyConditionExpression(asked)
                    .expressionAttributeValues(arguments)
                    .limit(batch);
                if (!last.isEmpty()) {
                  query.exclusiveStartKey(last);
                }
                if (!values) {
                  names.put("#r", Layout.REVISION);
                  names.put("#g", Layout.GONE);
                  query.projectionExpression("#c, #r, #g");
                }
                query.expressionAttributeNames(names);
              });
      fetched.addAll(answer.items());
      last = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : Map.of();
      whole = last.isEmpty();
      batch = Math.min(2 * batch, LARGEST_BATCH);
    }
  }
}

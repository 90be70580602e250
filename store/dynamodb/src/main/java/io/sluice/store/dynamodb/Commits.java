package io.sluice.store.dynamodb;

import static io.sluice.store.dynamodb.Layout.number;

import io.sluice.store.Bytes;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Key;
import io.sluice.store.Mutation;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;
import io.sluice.store.dynamodb.Layout.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Turns transactions into requests, and what became of these into outcomes. */
final class Commits {
  private static final String LIVE = "attribute_exists(#r) AND attribute_not_exists(#g)";

  /** Whatever pieces the entry had are kept in a list until nobody can be reading them. */
  private static final String KEEP_OLD =
      "#o = list_append(if_not_exists(#o, :none), if_not_exists(#p, :none))";

  private static final String PUT = "SET #r = :r, #v = :v, " + KEEP_OLD + " REMOVE #p, #g";
  private static final String PUT_PIECES = "SET #r = :r, #p = :p, " + KEEP_OLD + " REMOVE #v, #g";
  private static final String DELETE = "SET #r = :r, #g = :g, " + KEEP_OLD + " REMOVE #v, #p";

  private static final Map<String, String> UPDATE_NAMES =
      Map.of(
          "#r", Layout.REVISION,
          "#v", Layout.VALUE,
          "#p", Layout.PIECES,
          "#o", Layout.OLD,
          "#g", Layout.GONE);
  private static final Map<String, String> CHECK_NAMES =
      Map.of("#r", Layout.REVISION, "#g", Layout.GONE);

  private final Requests requests;
  private final String table;
  private final Revisions revisions;
  private final Pieces pieces;
  private final Signposts signposts;
  private final Tidier tidier;

  Commits(Requests requests, String table, Revisions revisions, Pieces pieces, Tidier tidier) {
    this.requests = requests;
    this.table = table;
    this.revisions = revisions;
    this.pieces = pieces;
    this.signposts = new Signposts(requests);
    this.tidier = tidier;
  }

  /** What a transaction demands of one key and does to it. */
  private record Part(@Nullable Condition condition, @Nullable Mutation mutation) {}

  long commit(Transaction transaction) {
    long revision = revisions.next();
    if (transaction.mutations().isEmpty()) {
      check(transaction.conditions());
      return revision;
    }
    signposts.ensure(transaction.mutations());
    Pieces.Staged staged = pieces.stage(transaction);
    Map<Key, Part> parts = parts(transaction);
    try {
      requests.transact(writes(parts, staged.refs(), revision), UUID.randomUUID().toString());
    } catch (TransactionCanceledException e) {
      tidier.later(() -> pieces.discard(staged), staged.note().isPresent());
      throw new ConditionFailedException(refused(parts, e));
    } catch (StoreException e) {
      boolean known = e.error() != StoreError.UNAVAILABLE && e.error() != StoreError.CLOSED;
      tidier.later(() -> pieces.discard(staged), known && staged.note().isPresent());
      throw e;
    }
    tidier.later(() -> pieces.committed(staged), staged.note().isPresent());
    tidyLater(transaction.mutations(), revision, staged.refs());
    return revision;
  }

  /** All as of one moment. */
  private void check(List<Condition> conditions) {
    List<Optional<Row>> rows = requests.rows(conditions.stream().map(Condition::key).toList());
    for (int i = 0; i < rows.size(); i++) {
      if (!Row.holds(conditions.get(i), rows.get(i))) {
        throw new ConditionFailedException(conditions.get(i));
      }
    }
  }

  private void tidyLater(List<Mutation> mutations, long revision, Map<Key, PiecesRef> refs) {
    for (Mutation mutation : mutations) {
      boolean gone = mutation instanceof Mutation.Delete;
      if (gone || refs.containsKey(mutation.key())) {
        tidier.written(mutation.key(), revision, gone);
      }
    }
  }

  private static Map<Key, Part> parts(Transaction transaction) {
    Map<Key, Part> parts = new LinkedHashMap<>();
    transaction.conditions().forEach(it -> parts.put(it.key(), new Part(it, null)));
    for (Mutation mutation : transaction.mutations()) {
      Part part = parts.get(mutation.key());
      parts.put(mutation.key(), new Part(part == null ? null : part.condition(), mutation));
    }
    return parts;
  }

  private static Condition refused(Map<Key, Part> parts, TransactionCanceledException e) {
    int item = Fault.refusedItem(e);
    Condition condition =
        parts.values().stream()
            .skip(Math.max(0, item))
            .map(Part::condition)
            .findFirst()
            .orElse(null);
    if (item < 0 || condition == null) {
      throw new StoreException(
          StoreError.UNAVAILABLE,
          "dynamodb refused a transaction for a condition that it did not have: "
              + Calls.firstLine(e),
          e);
    }
    return condition;
  }

  private List<TransactWriteItem> writes(
      Map<Key, Part> parts, Map<Key, PiecesRef> refs, long revision) {
    List<TransactWriteItem> writes = new ArrayList<>(parts.size());
    parts.forEach(
        (key, part) -> {
          Address address = Layout.address(key);
          Map<String, AttributeValue> values = new HashMap<>();
          @Nullable String condition =
              part.condition() == null ? null : expression(part.condition(), values);
          if (part.mutation() == null) {
            writes.add(check(address, condition, values));
          } else {
            String change = change(part.mutation(), refs.get(key), revision, values);
            writes.add(update(address, condition, change, values));
          }
        });
    return writes;
  }

  private static String expression(Condition condition, Map<String, AttributeValue> values) {
    return switch (condition) {
      case Condition.Absent _ -> "attribute_not_exists(#r) OR attribute_exists(#g)";
      case Condition.Present _ -> LIVE;
      case Condition.Unchanged(Key _, long revision) -> {
        values.put(":was", number(revision));
        yield "#r = :was AND attribute_not_exists(#g)";
      }
    };
  }

  private static String change(
      Mutation mutation,
      @Nullable PiecesRef ref,
      long revision,
      Map<String, AttributeValue> values) {
    values.put(":r", number(revision));
    values.put(":none", AttributeValue.fromL(List.of()));
    return switch (mutation) {
      case Mutation.Delete _ -> {
        values.put(":g", AttributeValue.fromBool(true));
        yield DELETE;
      }
      case Mutation.Put(Key _, Bytes value) -> {
        if (ref == null) {
          values.put(":v", Layout.binary(value));
          yield PUT;
        }
        values.put(":p", AttributeValue.fromL(List.of(Layout.text(ref.text()))));
        yield PUT_PIECES;
      }
    };
  }

  private TransactWriteItem check(
      Address address, @Nullable String condition, Map<String, AttributeValue> values) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check -> {
              check
                  .tableName(table)
                  .key(address.key())
                  .conditionExpression(condition)
                  .expressionAttributeNames(CHECK_NAMES);
              if (!values.isEmpty()) {
                check.expressionAttributeValues(values);
              }
            })
        .build();
  }

  private TransactWriteItem update(
      Address address,
      @Nullable String condition,
      String change,
      Map<String, AttributeValue> values) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(address.key())
                    .conditionExpression(condition)
                    .updateExpression(change)
                    .expressionAttributeNames(UPDATE_NAMES)
                    .expressionAttributeValues(values))
        .build();
  }
}

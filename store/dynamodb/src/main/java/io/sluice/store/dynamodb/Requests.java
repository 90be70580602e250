package io.sluice.store.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity.TOTAL;

import io.sluice.store.Key;
import io.sluice.store.dynamodb.Layout.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The requests that the engine makes of its table; all reads are consistent. */
final class Requests {
  /** What DynamoDB takes in one BatchWriteItem. */
  private static final int WRITES = 25;

  /** 64 pieces of 256 KiB are the 16 MiB that DynamoDB gives in one BatchGetItem. */
  private static final int READS = 64;

  private final DynamoDbClient client;
  private final String table;
  private final Calls calls;
  private final Tally tally;

  Requests(DynamoDbClient client, String table, Calls calls, Tally tally) {
    this.client = client;
    this.table = table;
    this.calls = calls;
    this.tally = tally;
  }

  /** The rows of several keys as of one moment, in their order. */
  List<Optional<Row>> rows(List<Key> keys) {
    List<TransactGetItem> gets = new ArrayList<>(keys.size());
    for (Key key : keys) {
      Map<String, AttributeValue> address = Layout.address(key).key();
      gets.add(TransactGetItem.builder().get(get -> get.tableName(table).key(address)).build());
    }
    List<ItemResponse> items =
        calls.call(
            () -> {
              var answer =
                  client.transactGetItems(
                      request -> request.transactItems(gets).returnConsumedCapacity(TOTAL));
              tally.read(answer.consumedCapacity());
              return answer.responses();
            });
    List<Optional<Row>> rows = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      rows.add(
          items.get(i).hasItem()
              ? Optional.of(Row.of(keys.get(i).name(), items.get(i).item()))
              : Optional.empty());
    }
    return rows;
  }

  /**
   * Makes all changes or none. However often it is sent on the way to an answer, it is done once.
   *
   * @throws software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException if a
   *     condition does not hold
   */
  void transact(List<TransactWriteItem> writes, String token) {
    calls.call(
        () -> {
          var answer =
              client.transactWriteItems(
                  request ->
                      request
                          .transactItems(writes)
                          .clientRequestToken(token)
                          .returnConsumedCapacity(TOTAL));
          tally.written(answer.consumedCapacity());
          return answer;
        });
  }

  Optional<Map<String, AttributeValue>> get(Address address) {
    return calls.call(
        () -> {
          var answer =
              client.getItem(
                  request ->
                      request
                          .tableName(table)
                          .key(address.key())
                          .consistentRead(true)
                          .returnConsumedCapacity(TOTAL));
          tally.read(answer.consumedCapacity());
          return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
        });
  }

  QueryResponse query(Consumer<QueryRequest.Builder> query) {
    return calls.call(
        () -> {
          var answer =
              client.query(
                  request -> {
                    query.accept(request);
                    request.tableName(table).consistentRead(true).returnConsumedCapacity(TOTAL);
                  });
          tally.read(answer.consumedCapacity());
          return answer;
        });
  }

  void put(Map<String, AttributeValue> item) {
    put(item, _ -> {});
  }

  void put(Map<String, AttributeValue> item, Consumer<PutItemRequest.Builder> more) {
    calls.call(
        () -> {
          var answer =
              client.putItem(
                  request -> {
                    request.tableName(table).item(item).returnConsumedCapacity(TOTAL);
                    more.accept(request);
                  });
          tally.written(answer.consumedCapacity());
          return answer;
        });
  }

  /** Returns the attributes that were asked for. */
  Map<String, AttributeValue> update(Address address, Consumer<UpdateItemRequest.Builder> update) {
    return calls.call(
        () -> {
          var answer =
              client.updateItem(
                  request -> {
                    request.tableName(table).key(address.key()).returnConsumedCapacity(TOTAL);
                    update.accept(request);
                  });
          tally.written(answer.consumedCapacity());
          return answer.attributes();
        });
  }

  void delete(Address address, Consumer<DeleteItemRequest.Builder> conditions) {
    calls.call(
        () -> {
          var answer =
              client.deleteItem(
                  request -> {
                    request.tableName(table).key(address.key()).returnConsumedCapacity(TOTAL);
                    conditions.accept(request);
                  });
          tally.written(answer.consumedCapacity());
          return answer;
        });
  }

  /** Puts and deletes items that nothing else changes; not as one. */
  void writeEach(List<WriteRequest> writes) {
    for (int from = 0; from < writes.size(); from += WRITES) {
      List<WriteRequest> left =
          new ArrayList<>(writes.subList(from, Math.min(writes.size(), from + WRITES)));
      calls.call(
          () -> {
            BatchWriteItemResponse answer =
                client.batchWriteItem(
                    request ->
                        request.requestItems(Map.of(table, left)).returnConsumedCapacity(TOTAL));
            tally.written(answer.consumedCapacity());
            List<WriteRequest> undone = answer.unprocessedItems().getOrDefault(table, List.of());
            left.clear();
            left.addAll(undone);
            return done(left.isEmpty());
          });
    }
  }

  /** The items that there are, at whatever moment each. */
  Map<Address, Map<String, AttributeValue>> getEach(Collection<Address> addresses) {
    List<Map<String, AttributeValue>> keys = addresses.stream().map(Address::key).toList();
    Map<Address, Map<String, AttributeValue>> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += READS) {
      List<Map<String, AttributeValue>> left =
          new ArrayList<>(keys.subList(from, Math.min(keys.size(), from + READS)));
      while (!left.isEmpty()) {
        List<Map<String, AttributeValue>> asked = List.copyOf(left);
        BatchGetItemResponse answer = calls.call(() -> batchGet(asked));
        for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
          found.put(Layout.address(item), item);
        }
        KeysAndAttributes unread = answer.unprocessedKeys().get(table);
        left.clear();
        if (unread != null) {
          left.addAll(unread.keys());
        }
      }
    }
    return found;
  }

  /** Some of these items at least. */
  private BatchGetItemResponse batchGet(List<Map<String, AttributeValue>> keys) {
    BatchGetItemResponse answer =
        client.batchGetItem(
            request ->
                request
                    .requestItems(
                        Map.of(
                            table,
                            KeysAndAttributes.builder().keys(keys).consistentRead(true).build()))
                    .returnConsumedCapacity(TOTAL));
    tally.read(answer.consumedCapacity());
    done(
        !answer.responses().getOrDefault(table, List.of()).isEmpty()
            || answer.unprocessedKeys().isEmpty());
    return answer;
  }

  /** What DynamoDB leaves out of a batch it has no capacity for. */
  private static boolean done(boolean done) {
    if (!done) {
      throw ProvisionedThroughputExceededException.builder()
          .message("a part of a batch was not done")
          .build();
    }
    return true;
  }
}

package io.sluice.store.dynamodb;

import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.dynamodb.DynamoDbOptions.Billing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/**
 * Sees to it that there is a table, and that it is ours. The rules are S3Guard's: an empty table is
 * marked with the version of its format; one that has content and no mark, or another version's
 * mark, is refused.
 */
final class TableSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TableSetup.class);
  static final long FORMAT = 1;

  /** S3Guard's name of the attribute, so that each refuses the other's table in its own words. */
  static final String FORMAT_ATTRIBUTE = "table_version";

  private static final Duration CREATION = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Name, kind in the key, and type of what a key consists of. */
  private static final Set<List<String>> KEY =
      Set.of(List.of(Layout.PARENT, "HASH", "S"), List.of(Layout.CHILD, "RANGE", "B"));

  private final DynamoDbClient client;
  private final DynamoDbOptions options;
  private final Calls calls;
  private final Requests requests;

  TableSetup(DynamoDbClient client, DynamoDbOptions options, Calls calls, Requests requests) {
    this.client = client;
    this.options = options;
    this.calls = calls;
    this.requests = requests;
  }

  void prepare() {
    if (describe().isEmpty()) {
      if (!options.create()) {
        throw new StoreException(
            StoreError.NOT_ACCESSIBLE,
            "there is no table %s; check its name and region, or add create=true"
                .formatted(options.table()));
      }
      create();
    }
    checkKey(awaitActive());
    checkFormat();
  }

  private Optional<TableDescription> describe() {
    return calls.call(
        () -> {
          try {
            return Optional.of(
                client.describeTable(request -> request.tableName(options.table())).table());
          } catch (ResourceNotFoundException _) {
            return Optional.empty();
          }
        });
  }

  private void create() {
    LOG.info("creating the table {}", options.table());
    calls.call(
        () -> {
          try {
            client.createTable(this::describeNew);
          } catch (ResourceInUseException _) {
            // another process, or this one before its answer was lost
          }
          return true;
        });
  }

  private void describeNew(CreateTableRequest.Builder table) {
    table
        .tableName(options.table())
        .keySchema(
            KeySchemaElement.builder().attributeName(Layout.PARENT).keyType(KeyType.HASH).build(),
            KeySchemaElement.builder().attributeName(Layout.CHILD).keyType(KeyType.RANGE).build())
        .attributeDefinitions(
            AttributeDefinition.builder()
                .attributeName(Layout.PARENT)
                .attributeType(ScalarAttributeType.S)
                .build(),
            AttributeDefinition.builder()
                .attributeName(Layout.CHILD)
                .attributeType(ScalarAttributeType.B)
                .build());
    switch (options.billing()) {
      case Billing.OnDemand() -> table.billingMode(BillingMode.PAY_PER_REQUEST);
      case Billing.Provisioned(long read, long write) ->
          table
              .billingMode(BillingMode.PROVISIONED)
              .provisionedThroughput(
                  units -> units.readCapacityUnits(read).writeCapacityUnits(write));
    }
    if (!options.tags().isEmpty()) {
      table.tags(
          options.tags().entrySet().stream()
              .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
              .toList());
    }
  }

  private TableDescription awaitActive() {
    Deadline deadline = new Deadline(CREATION);
    for (int asked = 0; ; asked++) {
      Optional<TableDescription> table = describe();
      if (table.isPresent() && isUsable(table.get().tableStatus())) {
        return table.get();
      }
      if (deadline.isOver()) {
        throw new StoreException(
            StoreError.UNAVAILABLE,
            "the table %s is still %s after %d s"
                .formatted(
                    options.table(),
                    table.map(TableDescription::tableStatusAsString).orElse("not there"),
                    CREATION.toSeconds()));
      }
      calls.pause(PAUSE, asked, deadline);
    }
  }

  /** A table whose capacity is being changed can be used. */
  private static boolean isUsable(TableStatus status) {
    return status == TableStatus.ACTIVE || status == TableStatus.UPDATING;
  }

  private void checkKey(TableDescription table) {
    Map<String, String> types =
        table.attributeDefinitions().stream()
            .collect(
                Collectors.toMap(
                    AttributeDefinition::attributeName,
                    AttributeDefinition::attributeTypeAsString));
    Set<List<String>> key =
        table.keySchema().stream()
            .map(
                part ->
                    List.of(
                        part.attributeName(),
                        part.keyTypeAsString(),
                        types.getOrDefault(part.attributeName(), "")))
            .collect(Collectors.toSet());
    if (!key.equals(KEY)) {
      throw new StoreException(
          StoreError.UNKNOWN_FORMAT,
          "the table %s is not one of Sluice: its key is %s, not %s"
              .formatted(options.table(), key, KEY));
    }
  }

  private void checkFormat() {
    Optional<Map<String, AttributeValue>> mark = requests.get(Layout.VERSION);
    if (mark.isEmpty()) {
      if (!isEmpty()) {
        // it may have been marked and used in between
        mark = requests.get(Layout.VERSION);
        if (mark.isEmpty()) {
          throw new StoreException(
              StoreError.UNKNOWN_FORMAT,
              "the table %s has content but no version marker %s: it is not one of Sluice, or is damaged"
                  .formatted(options.table(), Layout.VERSION.parent()));
        }
      } else {
        mark = Optional.of(mark());
      }
    }
    AttributeValue version = mark.get().get(FORMAT_ATTRIBUTE);
    String found = version == null || version.n() == null ? "none" : version.n();
    if (!found.equals(String.valueOf(FORMAT))) {
      throw new StoreException(
          StoreError.UNKNOWN_FORMAT,
          "the table %s has version %s, and this program knows version %d"
              .formatted(options.table(), found, FORMAT));
    }
  }

  private boolean isEmpty() {
    return calls.call(
        () ->
            client
                .scan(request -> request.tableName(options.table()).limit(1).consistentRead(true))
                .items()
                .isEmpty());
  }

  /** Writes the mark, unless another process was first; returns the one that is there. */
  private Map<String, AttributeValue> mark() {
    Map<String, AttributeValue> item = new HashMap<>(Layout.VERSION.key());
    item.put(FORMAT_ATTRIBUTE, Layout.number(FORMAT));
    item.put("table_created", Layout.number(System.currentTimeMillis()));
    try {
      requests.put(
          item,
          put ->
              put.conditionExpression("attribute_not_exists(#k)")
                  .expressionAttributeNames(Map.of("#k", Layout.PARENT)));
    } catch (ConditionalCheckFailedException _) {
      return requests.get(Layout.VERSION).orElse(item);
    }
    return item;
  }
}

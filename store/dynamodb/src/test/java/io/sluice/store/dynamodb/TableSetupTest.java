package io.sluice.store.dynamodb;

import static io.sluice.store.dynamodb.Stores.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.store.StoreError;
import io.sluice.store.dynamodb.DynamoDbOptions.Billing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

final class TableSetupTest {
  private final LocalDynamoDb local = LocalDynamoDb.running();
  private final String table = LocalDynamoDb.freshTable();
  private final DynamoDbOptions options = local.options(table);
  private final DynamoDbClient client = local.client();

  @AfterEach
  void closeClient() {
    client.close();
  }

  private void open() {
    DynamoDbStore.open(options).close();
  }

  private TableDescription description() {
    return client.describeTable(request -> request.tableName(table)).table();
  }

  private Map<String, AttributeValue> marker() {
    return client.getItem(request -> request.tableName(table).key(Layout.VERSION.key())).item();
  }

  private void putMarker(AttributeValue version) {
    Map<String, AttributeValue> item = new HashMap<>(Layout.VERSION.key());
    item.put(TableSetup.FORMAT_ATTRIBUTE, version);
    client.putItem(request -> request.tableName(table).item(item));
  }

  @Test
  void aTableThatIsNotThereIsRefused() {
    DynamoDbOptions existing =
        DynamoDbOptions.of(table).withRegion("eu-central-1").withEndpoint(local.endpoint());

    assertFails(StoreError.NOT_ACCESSIBLE, () -> DynamoDbStore.open(existing))
        .satisfies(e -> assertThat(e).hasMessageContainingAll(table, "create=true"));
  }

  @Test
  void aNewTableIsOnDemandAndMarked() {
    open();

    assertThat(description().billingModeSummary().billingMode())
        .isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(marker())
        .containsEntry(Layout.PARENT, AttributeValue.fromS("../VERSION"))
        .containsEntry("table_version", AttributeValue.fromN("1"))
        .containsKey("table_created");
  }

  @Test
  void aNewTableIsProvisionedAndTaggedOnRequest() {
    TestingNetwork network = new TestingNetwork();
    local
        .open(options.creating(new Billing.Provisioned(11, 7), Map.of("team", "data")), network)
        .close();

    assertThat(description().provisionedThroughput().readCapacityUnits()).isEqualTo(11);
    assertThat(description().provisionedThroughput().writeCapacityUnits()).isEqualTo(7);
    // DynamoDB Local takes tags and forgets them
    assertThat(network.bodiesOf("CreateTable"))
        .singleElement()
        .asString()
        .contains("{\"Key\":\"team\",\"Value\":\"data\"}");
  }

  @Test
  void anEmptyTableWithoutMarkerIsMarked() {
    open();
    client.deleteItem(request -> request.tableName(table).key(Layout.VERSION.key()));

    open();

    assertThat(marker()).containsEntry("table_version", AttributeValue.fromN("1"));
  }

  @Test
  void aTableWithContentButWithoutMarkerIsRefused() {
    try (DynamoDbStore store = DynamoDbStore.open(options)) {
      Stores.put(store, "a", "1");
    }
    client.deleteItem(request -> request.tableName(table).key(Layout.VERSION.key()));

    assertFails(StoreError.UNKNOWN_FORMAT, this::open)
        .satisfies(e -> assertThat(e).hasMessageContainingAll(table, "../VERSION"));
    assertThat(marker()).isEmpty();
  }

  @Test
  void anotherVersionIsRefusedWithBothNamed() {
    open();
    putMarker(AttributeValue.fromN("100"));

    assertFails(StoreError.UNKNOWN_FORMAT, this::open)
        .satisfies(
            e -> assertThat(e).hasMessageContainingAll(table, "version 100", "knows version 1"));
    assertThat(marker()).containsEntry("table_version", AttributeValue.fromN("100"));
  }

  @Test
  void aMarkerWithoutVersionIsRefused() {
    open();
    putMarker(AttributeValue.fromS("1"));

    assertFails(StoreError.UNKNOWN_FORMAT, this::open)
        .satisfies(e -> assertThat(e).hasMessageContaining("version none"));
  }

  @Test
  void aTableWithAnotherKeyIsRefused() {
    client.createTable(
        request ->
            request
                .tableName(table)
                .keySchema(key("parent", KeyType.HASH), key("child", KeyType.RANGE))
                .attributeDefinitions(text("parent"), text("child"))
                .billingMode(BillingMode.PAY_PER_REQUEST));

    assertFails(StoreError.UNKNOWN_FORMAT, this::open)
        .satisfies(e -> assertThat(e).hasMessageContainingAll(table, "child", "RANGE", "S"));
  }

  private static KeySchemaElement key(String attribute, KeyType kind) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(kind).build();
  }

  private static AttributeDefinition text(String attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  @Test
  void ofManyProcessesThatCreateItAllOpenIt() throws InterruptedException, ExecutionException {
    List<Future<?>> opened = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        opened.add(threads.submit(this::open));
      }
      for (Future<?> open : opened) {
        open.get();
      }
    }
    assertThat(marker()).containsEntry("table_version", AttributeValue.fromN("1"));
  }
}

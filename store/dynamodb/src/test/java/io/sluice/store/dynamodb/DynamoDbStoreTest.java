package io.sluice.store.dynamodb;

import io.sluice.store.MetadataStore;
import io.sluice.store.tck.DurableStoreContract;

final class DynamoDbStoreTest extends DurableStoreContract {
  private final String table = LocalDynamoDb.freshTable();

  @Override
  protected int trialSteps() {
    return 600;
  }

  @Override
  protected MetadataStore open() {
    return LocalDynamoDb.running().open(table);
  }
}

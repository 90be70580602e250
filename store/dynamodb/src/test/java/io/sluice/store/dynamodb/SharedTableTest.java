package io.sluice.store.dynamodb;

import io.sluice.store.MetadataStore;
import io.sluice.store.tck.SharedStoreContract;

final class SharedTableTest extends SharedStoreContract {
  private final String table = LocalDynamoDb.freshTable();

  @Override
  protected MetadataStore open() {
    return LocalDynamoDb.running().open(table);
  }
}

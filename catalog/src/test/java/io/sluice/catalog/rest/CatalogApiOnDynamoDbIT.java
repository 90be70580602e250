package io.sluice.catalog.rest;

import io.sluice.store.MetadataStore;
import io.sluice.store.dynamodb.DynamoDbOptions;
import io.sluice.store.dynamodb.DynamoDbStore;
import io.sluice.store.dynamodb.LocalDynamoDb;

/** The same, with everything in a table of DynamoDB. */
final class CatalogApiOnDynamoDbIT extends CatalogApiIT {
  @Override
  MetadataStore openStore() {
    String uri = LocalDynamoDb.running().uri(LocalDynamoDb.freshTable());
    return DynamoDbStore.open(DynamoDbOptions.parse(uri));
  }
}

/**
 * A metadata store in a table of DynamoDB, which many processes share. {@link
 * io.sluice.store.dynamodb.DynamoDbStore} is the engine; how its table is laid out and why is in
 * {@code docs/decisions/0006-dynamodb.md}.
 */
@NullMarked
package io.sluice.store.dynamodb;

import org.jspecify.annotations.NullMarked;

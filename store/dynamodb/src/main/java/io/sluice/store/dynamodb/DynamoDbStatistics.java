package io.sluice.store.dynamodb;

/**
 * What a store has done since it was opened.
 *
 * @param commits transactions that were committed
 * @param conflicts transactions that were refused because a condition did not hold
 * @param failures transactions that failed otherwise
 * @param throttled requests that DynamoDB refused because of its capacity
 * @param collisions requests that DynamoDB refused because of another one on the same items
 * @param unanswered requests that failed on the way or inside DynamoDB
 * @param retries requests that were sent again after any of these
 * @param repeatedScans passes over the names of a scan beyond the least, because they changed
 * @param readUnits capacity that was consumed by reads, as DynamoDB counts it
 * @param writeUnits capacity that was consumed by writes
 * @param tidied items that were removed because nothing needs them any more
 */
public record DynamoDbStatistics(
    long commits,
    long conflicts,
    long failures,
    long throttled,
    long collisions,
    long unanswered,
    long retries,
    long repeatedScans,
    double readUnits,
    double writeUnits,
    long tidied) {}

package io.sluice.store.dynamodb;

import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/** Counts what a store does. */
final class Tally {
  final LongAdder commits = new LongAdder();
  final LongAdder conflicts = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder throttled = new LongAdder();
  final LongAdder collisions = new LongAdder();
  final LongAdder unanswered = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder repeatedScans = new LongAdder();
  final LongAdder tidied = new LongAdder();
  private final DoubleAdder readUnits = new DoubleAdder();
  private final DoubleAdder writeUnits = new DoubleAdder();

  void read(List<ConsumedCapacity> consumed) {
    consumed.forEach(this::read);
  }

  void read(@Nullable ConsumedCapacity consumed) {
    add(readUnits, consumed);
  }

  void written(List<ConsumedCapacity> consumed) {
    consumed.forEach(this::written);
  }

  void written(@Nullable ConsumedCapacity consumed) {
    add(writeUnits, consumed);
  }

  private static void add(DoubleAdder units, @Nullable ConsumedCapacity consumed) {
    if (consumed != null && consumed.capacityUnits() != null) {
      units.add(consumed.capacityUnits());
    }
  }

  DynamoDbStatistics statistics() {
    return new DynamoDbStatistics(
        commits.sum(),
        conflicts.sum(),
        failures.sum(),
        throttled.sum(),
        collisions.sum(),
        unanswered.sum(),
        retries.sum(),
        repeatedScans.sum(),
        readUnits.sum(),
        writeUnits.sum(),
        tidied.sum());
  }
}

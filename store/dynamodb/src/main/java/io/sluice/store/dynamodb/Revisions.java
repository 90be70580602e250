package io.sluice.store.dynamodb;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Numbers that no process with this table has been given before. They are taken from the table in
 * blocks; what a process leaves of its block when it ends is never used.
 */
final class Revisions {
  static final String NEXT = "next";
  private static final long BLOCK = 1 << 20;

  private final Requests requests;
  private final ReentrantLock lock = new ReentrantLock();
  private long next;
  private long end;

  Revisions(Requests requests) {
    this.requests = requests;
  }

  long next() {
    lock.lock();
    try {
      if (next == end) {
        // sent twice for a lost answer it takes two blocks, of which one is not used
        Map<String, AttributeValue> taken =
            requests.update(
                Layout.REVISIONS,
                update ->
                    update
                        .updateExpression("ADD #n :block")
                        .expressionAttributeNames(Map.of("#n", NEXT))
                        .expressionAttributeValues(Map.of(":block", Layout.number(BLOCK)))
                        .returnValues(ReturnValue.UPDATED_NEW));
        end = Long.parseLong(Layout.required(taken, NEXT).n()) + 1;
        next = end - BLOCK;
      }
      return next++;
    } finally {
      lock.unlock();
    }
  }
}

package io.sluice.manager.object;

import com.google.protobuf.ByteString;
import io.sluice.manager.record.Keys;
import io.sluice.manager.record.ObjectRecord;
import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import io.sluice.store.Transaction;

/** An object that was found, as it was then. */
public record Existing(String bucket, ByteString key, ObjectRecord record, long revision) {
  Key name() {
    return Keys.object(bucket, key);
  }

  void requireUnchanged(Transaction.Builder transaction) {
    transaction.requireUnchanged(name(), revision);
  }

  /**
   * What to throw where something is not there that this object referred to when it was found. An
   * object outlives nothing that it refers to, so it has been changed since and must be read again;
   * if it has not, the store is corrupt.
   */
  RuntimeException without(Key missing, MetadataStore store) {
    boolean unchanged =
        store.get(name()).map(Entry::revision).filter(now -> now == revision).isPresent();
    return unchanged
        ? new StoreException(
            StoreError.CORRUPT, name() + " refers to " + missing + ", which is not there")
        : new ConditionFailedException(new Condition.Unchanged(name(), revision));
  }
}

package io.sluice.store.rocksdb;

import io.sluice.store.Condition;
import io.sluice.store.ConditionFailedException;
import io.sluice.store.StoreError;
import io.sluice.store.StoreException;
import org.jspecify.annotations.Nullable;

/** How a commit ended. */
sealed interface Outcome {
  record Committed(long revision) implements Outcome {}

  record Refused(Condition condition) implements Outcome {}

  record Failed(StoreError error, String message, @Nullable Throwable cause) implements Outcome {}

  /** The revision, or an exception of the calling thread. */
  default long orElseThrow() {
    return switch (this) {
      case Committed(long revision) -> revision;
      case Refused(Condition condition) -> throw new ConditionFailedException(condition);
      case Failed(StoreError error, String message, Throwable cause) ->
          throw new StoreException(error, message, cause);
    };
  }
}

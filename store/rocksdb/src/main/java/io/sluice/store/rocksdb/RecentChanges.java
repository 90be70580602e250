package io.sluice.store.rocksdb;

import io.sluice.store.Key;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stamps that the latest batches left behind. Callers look up the stamps of their keys
 * themselves, before their commits come to the committer; here the committer sees what has changed
 * since, without reading the store. Used by one thread.
 */
final class RecentChanges {
  private static final int MAX_KEYS = 8_192;
  private static final int MAX_NAME_BYTES = 1 << 20;

  private Map<Key, Long> young = new HashMap<>();
  private Map<Key, Long> old = new HashMap<>();
  private int youngNameBytes;

  /** The first batch of which each map holds all changes. */
  private long youngSince = 1;

  private long oldSince = 1;

  /** Takes note of the changes of a batch; batches are numbered from 1. */
  void add(long batch, Map<Key, Long> changes) {
    if (young.size() >= MAX_KEYS || youngNameBytes >= MAX_NAME_BYTES) {
      old = young;
      oldSince = youngSince;
      young = new HashMap<>();
      youngSince = batch;
      youngNameBytes = 0;
    }
    young.putAll(changes);
    for (Key key : changes.keySet()) {
      youngNameBytes += key.name().length();
    }
  }

  /** Forgets everything, for it is not known what came of the last batch. */
  void clear(long nextBatch) {
    young.clear();
    old.clear();
    youngNameBytes = 0;
    youngSince = nextBatch;
    oldSince = nextBatch;
  }

  /** The stamp of a key that changed lately, {@link Stamp#NONE} if it was deleted. */
  @Nullable Long stamp(Key key) {
    Long stamp = young.get(key);
    return stamp != null ? stamp : old.get(key);
  }

  /** Whether no change is missing here of those that came after a batch. */
  boolean reachBackTo(long batch) {
    return batch + 1 >= oldSince;
  }
}

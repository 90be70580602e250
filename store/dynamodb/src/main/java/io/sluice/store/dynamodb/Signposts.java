package io.sluice.store.dynamodb;

import io.sluice.store.Bytes;
import io.sluice.store.Key;
import io.sluice.store.Mutation;
import io.sluice.store.dynamodb.Layout.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees to it that long names are found by scans, before the first of them is written. A signpost is
 * never removed, so that it is enough to have put it up once.
 */
final class Signposts {
  private static final int REMEMBERED = 10_000;

  private final Requests requests;

  /** Those that are up for certain. */
  private final Map<Address, Boolean> up =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Signposts(Requests requests) {
    this.requests = requests;
  }

  void ensure(List<Mutation> mutations) {
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Put(Key key, Bytes _)
          && key.name().length() > Layout.SHORT) {
        Address signpost = Layout.signpost(key.table(), key.name().slice(0, Layout.SHORT));
        if (!isUp(signpost)) {
          requests.put(signpost.key());
          remember(signpost);
        }
      }
    }
  }

  private synchronized boolean isUp(Address signpost) {
    return up.get(signpost) != null;
  }

  private synchronized void remember(Address signpost) {
    up.put(signpost, true);
  }
}

package io.sluice.catalog.entity;

import io.sluice.catalog.record.EntityRecord;
import io.sluice.store.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * A table or view as it was read.
 *
 * @param revision of its entry in the store
 */
public record Found(Key key, EntityRecord record, long revision) {
  /** Where its files are. */
  public List<String> locations() {
    List<String> all = new ArrayList<>();
    all.add(record.getLocation());
    all.addAll(record.getFurtherLocationsList());
    return all;
  }
}

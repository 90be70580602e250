package io.sluice.catalog.entity;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.EntityRecord;
import io.sluice.catalog.storage.Placement;
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

  /** How many parts its metadata have in the store. */
  int parts() {
    return record.getHeadParts() + record.getWholeParts();
  }

  /** What decides how its files are reached. */
  public Placement placement(CatalogRecord catalog) {
    return new Placement(catalog.getName(), record.getStorageProfile());
  }
}

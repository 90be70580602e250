package io.sluice.catalog.vending;

import io.sluice.catalog.storage.Location;
import java.util.List;

/**
 * What credentials are narrowed to.
 *
 * @param locations sorted, and none within another
 */
record Scope(List<Location> locations, boolean write) {
  Scope {
    List<Location> sorted = locations.stream().distinct().sorted().toList();
    locations =
        sorted.stream()
            .filter(
                one ->
                    sorted.stream().noneMatch(other -> !other.equals(one) && other.contains(one)))
            .toList();
  }

  boolean contains(String bucket, String prefix) {
    return locations.stream().anyMatch(location -> location.contains(bucket, prefix));
  }
}

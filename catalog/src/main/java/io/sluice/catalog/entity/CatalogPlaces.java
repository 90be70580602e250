package io.sluice.catalog.entity;

import io.sluice.catalog.record.CatalogRecord;
import io.sluice.catalog.record.Keys;
import io.sluice.catalog.storage.CatalogSettings;
import io.sluice.catalog.storage.Location;
import io.sluice.store.Bytes;
import io.sluice.store.Entry;
import io.sluice.store.Key;
import io.sluice.store.MetadataStore;
import io.sluice.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * Keeps the locations of catalogs apart. A catalog vends credentials for what lies in its own; were
 * that another's too, rights in the one would be rights in the other.
 */
final class CatalogPlaces {
  private final MetadataStore store;

  CatalogPlaces(MetadataStore store) {
    this.store = store;
  }

  /** Whether a catalog's files may lie elsewhere than before. */
  static boolean differ(CatalogRecord before, CatalogRecord after) {
    return !locations(before).equals(locations(after));
  }

  /**
   * Takes the locations of a catalog for it alone, by the transaction that writes it.
   *
   * @param all reads the catalogs that there are
   * @throws BadRequestException if one of them is, contains, or is in one of another's
   */
  void claim(CatalogRecord catalog, Supplier<List<CatalogRecord>> all, Transaction.Builder with) {
    Key guard = Keys.catalogPlaces();
    // read before the catalogs are, so that whoever claims meanwhile is noticed
    Optional<Entry> found = store.get(guard);
    List<Location> wanted = locations(catalog);
    all.get().stream()
        .filter(other -> !other.getName().equals(catalog.getName()))
        .filter(other -> overlap(wanted, locations(other)))
        .findFirst()
        .ifPresent(
            other -> {
              throw new BadRequestException(
                  "one of the locations of '%s' overlaps with one of another catalog",
                  catalog.getName());
            });
    found.ifPresentOrElse(
        entry -> with.requireUnchanged(guard, entry.revision()), () -> with.requireAbsent(guard));
    with.put(guard, Bytes.EMPTY);
  }

  private static boolean overlap(List<Location> some, List<Location> others) {
    return some.stream()
        .anyMatch(
            one -> others.stream().anyMatch(other -> one.contains(other) || other.contains(one)));
  }

  /** In a place that cannot be read no file may lie, so it is no place. */
  private static List<Location> locations(CatalogRecord catalog) {
    try {
      return CatalogSettings.parse(
              catalog.getName(),
              catalog.getDefaultBaseLocation(),
              catalog.getStorage(),
              catalog.getPropertiesMap())
          .allowed();
    } catch (BadRequestException _) {
      return List.of();
    }
  }
}

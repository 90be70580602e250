package io.sluice.catalog.storage;

import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;

/** Finds the storage profile of a location, and whether a catalog may use it. */
public final class Places {
  private final StorageProfiles profiles;
  private final CatalogSettings.Source catalogs;
  private final StorageProfile ownBuckets;

  /**
   * Takes where they are found.
   *
   * @param region of Sluice's own buckets, which are where no profile says otherwise
   */
  public Places(StorageProfiles profiles, CatalogSettings.Source catalogs, String region) {
    this.profiles = profiles;
    this.catalogs = catalogs;
    this.ownBuckets =
        new StorageProfile(
            "native",
            List.of(),
            Kind.NATIVE,
            region,
            Optional.empty(),
            true,
            new Identity.DefaultChain(),
            List.of(),
            Optional.empty(),
            false);
  }

  /**
   * The profile of a location that a catalog may use: that which a table or namespace named if the
   * catalog allows it, else that which the catalog asks for, else its own identity, else that with
   * the longest prefix, else Sluice's own buckets.
   *
   * @throws ForbiddenException if the location or the named profile is outside what the catalog is
   *     allowed
   */
  public StorageProfile require(Placement placement, Location location) {
    String catalog = placement.catalog();
    CatalogSettings settings =
        catalogs
            .find(catalog)
            .orElseThrow(() -> new ForbiddenException("there is no catalog '%s'", catalog));
    if (settings.allowed().stream().noneMatch(allowed -> allowed.contains(location))) {
      throw new ForbiddenException("the catalog '%s' may keep no files at %s", catalog, location);
    }
    String wanted = placement.profile();
    if (!wanted.isEmpty()) {
      if (!settings.profiles().contains(wanted)) {
        throw new ForbiddenException(
            "the catalog '%s' does not allow the storage profile '%s'", catalog, wanted);
      }
      return named(wanted);
    }
    return settings
        .profile()
        .map(this::named)
        .or(settings::own)
        .or(() -> profiles.match(location))
        .orElse(ownBuckets);
  }

  /** The one of all these locations. */
  public StorageProfile require(Placement placement, List<Location> locations) {
    List<StorageProfile> found =
        locations.stream().map(location -> require(placement, location)).distinct().toList();
    if (found.size() != 1) {
      throw new BadRequestException(
          "the files of a table lie in one storage, not in %s", found.size());
    }
    return found.getFirst();
  }

  private StorageProfile named(String name) {
    return profiles
        .find(name)
        .orElseThrow(() -> new BadRequestException("there is no storage profile '%s'", name));
  }
}

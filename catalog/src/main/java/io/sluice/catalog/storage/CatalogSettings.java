package io.sluice.catalog.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.sluice.catalog.access.CatalogDirectory;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfile.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * What a catalog says of where its files may lie.
 *
 * @param allowed where they may lie, and nowhere else
 * @param own the identity that the catalog itself names
 * @param profile the name of the storage profile that the catalog asks for
 * @param profiles the names of those that its namespaces and tables may ask for
 */
public record CatalogSettings(
    List<Location> allowed,
    Optional<StorageProfile> own,
    Optional<String> profile,
    Set<String> profiles) {
  /** The property of a catalog that names a storage profile. */
  public static final String PROFILE_PROPERTY = "storage-profile";

  /**
   * The property of a catalog that names, with commas between them, the storage profiles that its
   * namespaces and tables may name.
   */
  public static final String PROFILES_PROPERTY = "storage-profiles";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_LOCATIONS = 100;
  private static final int MOST_CATALOGS_KEPT = 1_000;

  /** Where they are found. */
  @FunctionalInterface
  public interface Source {
    /** Those of a catalog as they are now; empty if there is none of that name. */
    Optional<CatalogSettings> find(String catalog);
  }

  /** What catalogs say now; what one says is read again when it has another version. */
  public static Source source(CatalogDirectory catalogs) {
    Cache<Stated, CatalogSettings> read =
        Caffeine.newBuilder().maximumSize(MOST_CATALOGS_KEPT).build();
    return name ->
        catalogs
            .find(name)
            .map(
                record ->
                    read.get(
                        new Stated(record.getId(), record.getVersion()),
                        _ ->
                            parse(
                                name,
                                record.getDefaultBaseLocation(),
                                record.getStorage(),
                                record.getPropertiesMap())));
  }

  private record Stated(ByteString catalogId, int version) {}

  public CatalogSettings {
    allowed = List.copyOf(allowed);
    profiles = Set.copyOf(profiles);
  }

  /**
   * Reads what the management API takes.
   *
   * @param storage its {@code storageConfigInfo}; empty for none
   * @throws BadRequestException if it is for a storage that is not supported, or not well-formed
   */
  public static CatalogSettings parse(
      String catalog, String defaultBaseLocation, String storage, Map<String, String> properties) {
    JsonNode info;
    try {
      info = storage.isEmpty() ? JSON.createObjectNode() : JSON.readTree(storage);
    } catch (JsonProcessingException e) {
      throw new BadRequestException("storageConfigInfo is not JSON");
    }
    String type = info.path("storageType").asText("S3");
    if (!type.equals("S3")) {
      throw new BadRequestException("the storage type '%s' is not supported yet", type);
    }
    List<Location> allowed = new ArrayList<>();
    if (!defaultBaseLocation.isEmpty()) {
      allowed.add(Location.parse(defaultBaseLocation));
    }
    for (JsonNode location : info.path("allowedLocations")) {
      allowed.add(Location.parse(location.asText()));
    }
    if (allowed.size() > MOST_LOCATIONS) {
      throw new BadRequestException("a catalog has at most %s locations", MOST_LOCATIONS);
    }
    return new CatalogSettings(
        allowed,
        own(catalog, info),
        Optional.ofNullable(properties.get(PROFILE_PROPERTY)),
        names(properties.getOrDefault(PROFILES_PROPERTY, "")));
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A catalog that names neither a role nor an endpoint has no identity of its own. */
  private static Optional<StorageProfile> own(String catalog, JsonNode info) {
    Optional<String> role = text(info, "roleArn");
    Optional<String> endpoint = text(info, "endpoint");
    if (role.isEmpty() && endpoint.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new StorageProfile(
            "catalog/" + catalog,
            List.of(),
            Kind.S3,
            text(info, "region").orElse("us-east-1"),
            text(info, "endpointInternal").or(() -> endpoint),
            info.path("pathStyleAccess").asBoolean(false),
            new Identity.DefaultChain(),
            role.map(arn -> List.of(new Role(arn, text(info, "externalId")))).orElse(List.of()),
            text(info, "stsEndpoint").or(() -> endpoint),
            info.path("stsUnavailable").asBoolean(false)));
  }

  private static Optional<String> text(JsonNode info, String field) {
    return Optional.of(info.path(field).asText("")).filter(value -> !value.isEmpty());
  }
}

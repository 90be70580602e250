package io.sluice.catalog.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.storage.Location;
import io.sluice.catalog.storage.SecretReference;
import io.sluice.catalog.storage.StorageProfile;
import io.sluice.catalog.storage.StorageProfile.Identity;
import io.sluice.catalog.storage.StorageProfile.Kind;
import io.sluice.catalog.storage.StorageProfile.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * Storage profiles as JSON: the fields of a {@code storageConfigInfo} where they mean the same. The
 * last role is {@code roleArn}, and what is assumed before it is {@code roleChain}.
 */
final class StorageProfileForm {
  private static final Set<String> OF_ALL =
      Set.of("name", "storageType", "allowedLocations", "region");
  private static final Set<String> OF_S3 =
      Set.of(
          "endpoint",
          "pathStyleAccess",
          "identity",
          "roleChain",
          "roleArn",
          "externalId",
          "stsEndpoint",
          "stsUnavailable");
  private static final Set<String> OF_ROLE = Set.of("roleArn", "externalId");

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern REFERENCE = Pattern.compile("[!-~]{1,1024}");
  private static final Pattern FILE = Pattern.compile("/[ -~]{1,1023}");
  private static final String DEFAULT_REGION = "us-east-1";
  private static final int MOST_LOCATIONS = 100;

  /** AWS lets credentials of a chain last an hour, whatever its length. */
  private static final int MOST_ROLES = 5;

  private StorageProfileForm() {}

  /**
   * Reads one.
   *
   * @throws BadRequestException if something of it is wrong, or a secret stands in it itself
   */
  static StorageProfile read(String name, JsonNode given) {
    String type = Json.string(given, "storageType");
    return switch (type) {
      case "S3" -> readS3(name, given);
      case "NATIVE" -> {
        requireKnown(given, OF_ALL, "a profile of Sluice's own buckets");
        yield new StorageProfile(
            name,
            locations(given),
            Kind.NATIVE,
            region(given),
            Optional.empty(),
            true,
            new Identity.DefaultChain(),
            List.of(),
            Optional.empty(),
            false);
      }
      default ->
          throw new BadRequestException(
              "'storageType' must be S3 or NATIVE; %s is not supported", type);
    };
  }

  private static StorageProfile readS3(String name, JsonNode given) {
    for (var field : given.properties()) {
      if (!OF_S3.contains(field.getKey())) {
        requireKnown(field.getKey(), OF_ALL, "a storage profile");
      }
    }
    return new StorageProfile(
        name,
        locations(given),
        Kind.S3,
        region(given),
        endpoint(given, "endpoint"),
        Json.flag(given, "pathStyleAccess"),
        given.hasNonNull("identity")
            ? identity(Json.object(given, "identity"))
            : new Identity.DefaultChain(),
        roles(given),
        endpoint(given, "stsEndpoint"),
        Json.flag(given, "stsUnavailable"));
  }

  private static void requireKnown(JsonNode given, Set<String> known, String what) {
    given.properties().forEach(field -> requireKnown(field.getKey(), known, what));
  }

  private static void requireKnown(String field, Set<String> known, String what) {
    if (!known.contains(field)) {
      throw new BadRequestException("'%s' is not known in %s", field, what);
    }
  }

  private static List<Location> locations(JsonNode given) {
    List<String> locations = Json.strings(given, "allowedLocations");
    if (locations.size() > MOST_LOCATIONS) {
      throw new BadRequestException("a storage profile has at most %d locations", MOST_LOCATIONS);
    }
    return locations.stream().map(Location::parse).distinct().toList();
  }

  private static String region(JsonNode given) {
    return StorageConfig.matching(
        "region", Json.optionalString(given, "region").orElse(DEFAULT_REGION), REGION);
  }

  private static Optional<String> endpoint(JsonNode given, String field) {
    return Json.optionalString(given, field).map(value -> StorageConfig.endpoint(field, value));
  }

  private static Identity identity(JsonNode given) {
    String type = Json.string(given, "type");
    return switch (type) {
      case "DEFAULT_CHAIN" -> {
        requireKnown(given, Set.of("type"), "this identity");
        yield new Identity.DefaultChain();
      }
      case "STATIC_KEYS" -> {
        requireKnown(given, Set.of("type", "accessKeyId", "secretAccessKey"), "this identity");
        yield new Identity.StaticKeys(
            reference(given, "accessKeyId"), reference(given, "secretAccessKey"));
      }
      case "WEB_IDENTITY" -> {
        requireKnown(given, Set.of("type", "roleArn", "tokenFile"), "this identity");
        yield new Identity.WebIdentity(
            StorageConfig.matching("roleArn", Json.string(given, "roleArn"), StorageConfig.NAME),
            Path.of(StorageConfig.matching("tokenFile", Json.string(given, "tokenFile"), FILE)));
      }
      default ->
          throw new BadRequestException(
              "the 'type' of an identity must be DEFAULT_CHAIN, STATIC_KEYS or WEB_IDENTITY");
    };
  }

  private static SecretReference reference(JsonNode given, String field) {
    return SecretReference.wanted(
        StorageConfig.matching(field, Json.string(given, field), REFERENCE));
  }

  private static List<Role> roles(JsonNode given) {
    JsonNode chain = given.path("roleChain");
    if (!chain.isMissingNode() && !chain.isNull() && !chain.isArray()) {
      throw new BadRequestException("'roleChain' must be a list of roles");
    }
    List<Role> roles = new ArrayList<>();
    for (JsonNode role : chain) {
      requireKnown(role, OF_ROLE, "a role");
      roles.add(role(role));
    }
    if (given.hasNonNull("roleArn")) {
      roles.add(role(given));
    } else if (!roles.isEmpty() || given.hasNonNull("externalId")) {
      throw new BadRequestException("'roleArn' is required: the role that is assumed last");
    }
    if (roles.size() > MOST_ROLES) {
      throw new BadRequestException("at most %d roles can be assumed in turn", MOST_ROLES);
    }
    return roles;
  }

  private static Role role(JsonNode given) {
    return new Role(
        StorageConfig.matching("roleArn", Json.string(given, "roleArn"), StorageConfig.NAME),
        Json.optionalString(given, "externalId")
            .map(id -> StorageConfig.matching("externalId", id, StorageConfig.TEXT)));
  }

  /** Shows one; secrets are shown as where they stand, never themselves. */
  static ObjectNode show(StorageProfile profile) {
    ObjectNode node = Json.object().put("name", profile.name());
    node.put("storageType", profile.kind().name());
    ArrayNode locations = node.putArray("allowedLocations");
    profile.prefixes().forEach(prefix -> locations.add(prefix.toString()));
    node.put("region", profile.region());
    return switch (profile.kind()) {
      case NATIVE -> node;
      case S3 -> showS3(profile, node);
    };
  }

  private static ObjectNode showS3(StorageProfile profile, ObjectNode node) {
    profile.endpoint().ifPresent(endpoint -> node.put("endpoint", endpoint));
    node.put("pathStyleAccess", profile.pathStyle());
    ObjectNode identity = node.putObject("identity");
    switch (profile.identity()) {
      case Identity.DefaultChain() -> identity.put("type", "DEFAULT_CHAIN");
      case Identity.StaticKeys(SecretReference id, SecretReference secret) ->
          identity
              .put("type", "STATIC_KEYS")
              .put("accessKeyId", id.text())
              .put("secretAccessKey", secret.text());
      case Identity.WebIdentity(String role, Path file) ->
          identity
              .put("type", "WEB_IDENTITY")
              .put("roleArn", role)
              .put("tokenFile", file.toString());
    }
    if (!profile.roles().isEmpty()) {
      if (profile.roles().size() > 1) {
        ArrayNode chain = node.putArray("roleChain");
        profile
            .roles()
            .subList(0, profile.roles().size() - 1)
            .forEach(role -> show(role, chain.addObject()));
      }
      show(profile.roles().getLast(), node);
    }
    profile.stsEndpoint().ifPresent(endpoint -> node.put("stsEndpoint", endpoint));
    return node.put("stsUnavailable", profile.withoutSts());
  }

  private static void show(Role role, ObjectNode node) {
    node.put("roleArn", role.arn());
    role.externalId().ifPresent(id -> node.put("externalId", id));
  }
}

package io.sluice.catalog.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.catalog.record.CatalogRecordOrBuilder;
import io.sluice.catalog.storage.CatalogSettings;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * A catalog's {@code storageConfigInfo}: checked and reduced to what is known, so that no typing
 * error is kept as if it meant something.
 */
final class StorageConfig {
  private static final Set<String> LISTS = Set.of("allowedLocations", "allowedKmsKeys");
  private static final Set<String> NAMES = Set.of("roleArn", "userArn", "currentKmsKey");
  private static final Set<String> TEXTS = Set.of("externalId", "storageName", "region");
  private static final Set<String> ENDPOINTS =
      Set.of("endpoint", "endpointInternal", "stsEndpoint");
  private static final Set<String> FLAGS =
      Set.of("pathStyleAccess", "stsUnavailable", "kmsUnavailable");

  private static final Pattern LOCATION =
      Pattern.compile("s3[an]?://[A-Za-z0-9][A-Za-z0-9._-]{1,254}(/[^\\p{Cntrl}?#]*)?");
  static final Pattern NAME = Pattern.compile("(arn|urn):[!-~]{1,2044}");
  static final Pattern TEXT = Pattern.compile("[ -~]{1,1224}");
  private static final int LONGEST_LOCATION = 2_048;

  private StorageConfig() {}

  /**
   * The configuration to keep.
   *
   * @throws BadRequestException if something of it is wrong
   */
  static String check(JsonNode given) {
    String type = Json.string(given, "storageType");
    if (!type.equals("S3")) {
      throw new BadRequestException("'storageType' must be S3; %s is not supported", type);
    }
    ObjectNode checked = Json.object().put("storageType", type);
    for (var field : given.properties()) {
      String name = field.getKey();
      if (!field.getValue().isNull() && !name.equals("storageType")) {
        copy(given, name, checked);
      }
    }
    return checked.toString();
  }

  /** Whether a catalog says the same of where its files may lie, and who reaches them. */
  static boolean isSame(CatalogRecordOrBuilder one, CatalogRecordOrBuilder other) {
    return one.getDefaultBaseLocation().equals(other.getDefaultBaseLocation())
        && one.getStorage().equals(other.getStorage())
        && Stream.of(CatalogSettings.PROFILE_PROPERTY, CatalogSettings.PROFILES_PROPERTY)
            .allMatch(
                property ->
                    one.getPropertiesOrDefault(property, "")
                        .equals(other.getPropertiesOrDefault(property, "")));
  }

  private static void copy(JsonNode given, String name, ObjectNode checked) {
    if (LISTS.contains(name)) {
      boolean locations = name.equals("allowedLocations");
      ArrayNode list = checked.putArray(name);
      for (String item : Json.strings(given, name)) {
        list.add(locations ? location(name, item) : matching(name, item, NAME));
      }
    } else if (NAMES.contains(name)) {
      checked.put(name, matching(name, Json.string(given, name), NAME));
    } else if (TEXTS.contains(name)) {
      checked.put(name, matching(name, Json.string(given, name), TEXT));
    } else if (ENDPOINTS.contains(name)) {
      checked.put(name, endpoint(name, Json.string(given, name)));
    } else if (FLAGS.contains(name)) {
      checked.put(name, Json.flag(given, name));
    } else {
      throw new BadRequestException("'%s' is not known in a storageConfigInfo", name);
    }
  }

  /**
   * A location as it was given.
   *
   * @throws BadRequestException if it is none, or could mean a place outside of itself
   */
  static String location(String field, String location) {
    boolean climbs =
        List.of(location.split("/", -1)).stream()
            .anyMatch(step -> step.equals("..") || step.equals("."));
    if (location.length() > LONGEST_LOCATION || climbs || !LOCATION.matcher(location).matches()) {
      throw new BadRequestException("'%s' must be like s3://bucket/path/", field);
    }
    return location;
  }

  static String matching(String field, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      throw new BadRequestException("'%s' is malformed", field);
    }
    return value;
  }

  static String endpoint(String field, String value) {
    try {
      URI uri = URI.create(value);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null && value.length() < 2_048) {
        return value;
      }
    } catch (IllegalArgumentException _) {
      // answered below
    }
    throw new BadRequestException("'%s' must be an http or https address", field);
  }
}

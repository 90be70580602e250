package io.sluice.catalog.storage;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.BadRequestException;

/**
 * A folder in a bucket, such as {@code s3://bucket/folder/}.
 *
 * @param bucket its name
 * @param prefix what the keys in it start with: it ends with a slash, so that {@code t} is not
 *     {@code t2}; empty for the whole bucket
 */
public record Location(String bucket, String prefix) implements Comparable<Location> {
  private static final Pattern FORM =
      Pattern.compile("s3[an]?://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", Pattern.DOTALL);
  private static final int MOST_CHARACTERS = 1_024;
  private static final List<String> RELATIVE = List.of("", ".", "..");

  /**
   * Reads one.
   *
   * @throws BadRequestException if it is not a folder that can be named in just one way
   */
  public static Location parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || text.length() > MOST_CHARACTERS) {
      throw new BadRequestException("a location is like s3://bucket/folder, not '%s'", text);
    }
    String path = form.group(2) == null ? "" : form.group(2);
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (!folder.isEmpty()) {
      for (String step : folder.split("/", -1)) {
        if (RELATIVE.contains(step)) {
          throw new BadRequestException("'%s' has a step that means no folder", text);
        }
      }
    }
    if (folder.isEmpty() && !path.isEmpty()) {
      throw new BadRequestException("'%s' has a step that means no folder", text);
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new BadRequestException("a location has no control characters");
    }
    return new Location(form.group(1), folder.isEmpty() ? "" : folder + "/");
  }

  /** Whether all that is in the other one is in this one. */
  public boolean contains(Location other) {
    return contains(other.bucket, other.prefix);
  }

  /** Whether all keys that start with this prefix are in it. */
  public boolean contains(String otherBucket, String otherPrefix) {
    return bucket.equals(otherBucket) && otherPrefix.startsWith(prefix);
  }

  @Override
  public int compareTo(Location other) {
    int byBucket = bucket.compareTo(other.bucket);
    return byBucket == 0 ? prefix.compareTo(other.prefix) : byBucket;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}

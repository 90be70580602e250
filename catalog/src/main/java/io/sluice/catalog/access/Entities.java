package io.sluice.catalog.access;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;

/** What holds of everything that the management API names, describes and counts versions of. */
public final class Entities {
  private static final Pattern RESERVED =
      Pattern.compile("\\s*system\\$.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f]");
  private static final int NAME_BYTES = 256;
  private static final int MOST_PROPERTIES = 1_000;
  private static final int PROPERTIES_BYTES = 64 << 10;
  private static final int ID_BYTES = 16;

  private Entities() {}

  /**
   * Requires that something may be called by a name.
   *
   * @throws BadRequestException if not
   */
  public static void requireName(String what, String name) {
    if (name.isEmpty()
        || name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES
        || RESERVED.matcher(name).matches()
        || CONTROL.matcher(name).find()) {
      throw new BadRequestException(
          "the name of a %s has 1 to %d bytes, none of them a control character, and does not begin"
              + " with 'system$'",
          what, NAME_BYTES);
    }
  }

  /**
   * Requires that properties can be kept.
   *
   * @throws BadRequestException if there are too many
   */
  public static void requireProperties(Map<String, String> properties) {
    long bytes = 0;
    for (Map.Entry<String, String> property : properties.entrySet()) {
      bytes += property.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += property.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (properties.size() > MOST_PROPERTIES || bytes > PROPERTIES_BYTES) {
      throw new BadRequestException(
          "there are at most %d properties of %d bytes together",
          MOST_PROPERTIES, PROPERTIES_BYTES);
    }
  }

  /**
   * Requires that a change is of what is there.
   *
   * @throws CommitFailedException if that has another version
   */
  public static void requireVersion(String what, int present, int given) {
    if (present != given) {
      throw new CommitFailedException(
          "the %s has version %d, not %d; fetch it and try again", what, present, given);
    }
  }

  public static ByteString newId(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return ByteString.copyFrom(id);
  }
}

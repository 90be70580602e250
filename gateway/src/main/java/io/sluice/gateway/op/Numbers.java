package io.sluice.gateway.op;

import io.sluice.gateway.error.S3Exception;
import io.sluice.gateway.request.Query;
import org.jspecify.annotations.Nullable;

/** Numbers among the parameters of a query. */
final class Numbers {
  /** S3 never lists more at once. */
  static final int MOST_LISTED = 1_000;

  static final int LAST_PART = 10_000;

  private Numbers() {}

  /** How many to list: 0 to 1,000, where more is 1,000 too. */
  static int limit(Query query, String name) {
    @Nullable String text = query.first(name);
    if (text == null || text.isEmpty()) {
      return MOST_LISTED;
    }
    return Math.min(nonNegative(name, text), MOST_LISTED);
  }

  static int nonNegative(String name, String text) {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw S3Exception.invalidArgument(
          name, text, "Provided %s not an integer or within integer range".formatted(name));
    }
    if (number < 0) {
      throw S3Exception.invalidArgument(
          name, text, "Argument %s must be an integer between 0 and 2147483647".formatted(name));
    }
    return number;
  }

  static int partNumber(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= LAST_PART) {
        return number;
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw S3Exception.invalidArgument(
        "partNumber", text, "Part number must be an integer between 1 and 10000, inclusive");
  }
}

package io.sluice.catalog.entity;

import io.sluice.store.Bytes;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param after the last name of the page before, without what all names start with; empty for the
 *     first page
 * @param size how many items it has at most
 * @param all whether the client takes no pages, so that it gets all there is
 */
public record Paging(Bytes after, int size, boolean all) {
  private static final int MAX_SIZE = 1_000;

  /** A page of a list. */
  public record Listed<T>(List<T> items, Optional<String> next) {}

  /** By the query parameters {@code pageToken} and {@code pageSize}. */
  public static Paging of(@Nullable String token, @Nullable String size) {
    return new Paging(after(token), size(size), token == null);
  }

  private static Bytes after(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return Bytes.EMPTY;
    }
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(token));
    } catch (IllegalArgumentException _) {
      throw new BadRequestException("the page token is not one that was given out here");
    }
  }

  private static int size(@Nullable String size) {
    if (size == null) {
      return MAX_SIZE;
    }
    try {
      int number = Integer.parseInt(size);
      if (number > 0) {
        return Math.min(number, MAX_SIZE);
      }
    } catch (NumberFormatException _) {
      // refused below
    }
    throw new BadRequestException("pageSize is a number above 0");
  }

  static String token(Bytes after) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(after.unsafeArray());
  }
}
